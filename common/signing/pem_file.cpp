#include "common/signing/pem_file.hpp"

#include <fstream>

namespace vorab::signing {
namespace {
constexpr std::size_t largest = 256 * 1024;
}

core::Result<std::string> read_pem_file(const std::filesystem::path& path) {
    const auto name = core::PublicText::from_operator(path.string());
    std::ifstream in(path, std::ios::binary);
    std::string text(largest + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.gcount() == 0) return core::failure(core::Problem::not_found, name + ": cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > largest) return core::failure(core::Problem::too_large, name + ": is no file of keys");
    return text;
}
}  // namespace vorab::signing
