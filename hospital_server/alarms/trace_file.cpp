#include "hospital_server/alarms/trace_file.hpp"

namespace vorab::hospital_server::alarms {
namespace fs = std::filesystem;

TraceFile::TraceFile(fs::path path, std::uintmax_t longest) : path_(std::move(path)), longest_(longest) { open(); }

void TraceFile::open() {
    std::error_code none;
    file_.open(path_, std::ios::app);
    fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_write, none);
    size_ = fs::file_size(path_, none);
    if (none) size_ = 0;
}

void TraceFile::append(std::string_view lines) {
    if (size_ > 0 && size_ + lines.size() > longest_) {
        std::error_code ignored;
        file_.close();
        fs::rename(path_, path_.string() + ".1", ignored);
        if (ignored) fs::resize_file(path_, 0, ignored);
        open();
    }
    file_.clear();  // a disk that was full may have room again
    file_ << lines << std::flush;
    size_ += lines.size();
}

}  // namespace vorab::hospital_server::alarms
