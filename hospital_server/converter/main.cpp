// vorab-picture: a JPEG or PNG on standard input, a PNG on standard output. Exit status 0, or 3: no picture that can be
// shown. The hospital server starts one for each photograph; what a hostile file does to it, it does to it alone.
#include <array>
#include <exception>
#include <unistd.h>

#include "hospital_server/converter/confine.hpp"
#include "hospital_server/converter/picture.hpp"

namespace {
using namespace vorab::hospital_server::converter;
constexpr int no_picture = 3;

std::optional<Bytes> read_all() {
    Bytes file;
    std::array<unsigned char, 65536> piece{};
    for (;;) {
        const auto count = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (count < 0 || file.size() > largest_file) return std::nullopt;
        if (count == 0) return file;
        file.insert(file.end(), piece.begin(), piece.begin() + count);
    }
}

bool write_all(const Bytes& file) {
    for (std::size_t written = 0; written < file.size();) {
        const auto count = ::write(STDOUT_FILENO, file.data() + written, file.size() - written);
        if (count <= 0) return false;
        written += static_cast<std::size_t>(count);
    }
    return true;
}

bool converted() {
    confine();
    const auto file = read_all();
    if (!file) return false;
    const auto png = to_png(*file);
    return png && write_all(*png);
}
}  // namespace

int main() {
    bool done = false;
    try {
        done = converted();
    } catch (const std::exception&) {
        done = false;
    }
    ::_exit(done ? 0 : no_picture);  // nothing of the libraries' farewells needs to run
}
