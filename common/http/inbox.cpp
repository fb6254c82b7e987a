#include "common/http/inbox.hpp"

#include <algorithm>

namespace vorab::http {

async::Task<bool> Inbox::fill() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == storage_.size() && begin_ > 0) {
        std::copy(storage_.begin() + static_cast<std::ptrdiff_t>(begin_), storage_.end(), storage_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    const std::span<char> space{storage_.data() + end_, storage_.size() - end_};
    if (space.empty()) co_return false;
    const std::size_t count = co_await stream_.read_some(space);
    end_ += count;
    co_return count > 0;
}

std::string_view Inbox::take(std::uint64_t most) {
    const auto here = bytes().substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(most, storage_.size())));
    use(here.size());
    return here;
}

async::Task<std::size_t> Inbox::read_some(std::span<char> buffer) {
    const auto here = take(buffer.size());
    if (here.empty()) co_return co_await stream_.read_some(buffer);
    std::ranges::copy(here, buffer.begin());
    co_return here.size();
}
}  // namespace vorab::http
