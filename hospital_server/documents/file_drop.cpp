#include "hospital_server/documents/file_drop.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace vorab::hospital_server::documents {
namespace {
constexpr mode_t owner_and_group = 0640;  // patients' documents: nobody else reads them

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

  private:
    int number_;
};

bool write_all(int file, core::BytesView bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

bool write_file(const std::filesystem::path& path, core::BytesView bytes) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) has no other form
    const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, owner_and_group)};
    return file.number() >= 0 && write_all(file.number(), bytes);
}

/// The new name itself must survive a power cut, too.
bool sync_folder(const std::filesystem::path& folder) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
    const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return opened.number() >= 0 && ::fsync(opened.number()) == 0;
}
}  // namespace

core::Result<void> drop_file(const std::filesystem::path& folder, const std::string& name, core::BytesView bytes) {
    const auto part = folder / (name + ".part");
    std::error_code wrong;
    const bool written = write_file(part, bytes);
    if (written) std::filesystem::rename(part, folder / name, wrong);
    if (!written || wrong || !sync_folder(folder))
        return core::failure(core::Problem::unavailable, "the folder for documents cannot be written");
    return {};
}

}  // namespace vorab::hospital_server::documents
