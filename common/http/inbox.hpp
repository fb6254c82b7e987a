#pragma once
// What has arrived on a connection and was not used yet: headers are looked for here, bodies are read through it.
#include <span>
#include <string_view>
#include <vector>

#include "common/http/stream.hpp"

namespace vorab::http {

class Inbox {
  public:
    Inbox(Stream& stream, std::size_t capacity) : stream_(stream), storage_(capacity) {}

    std::string_view bytes() const { return {storage_.data() + begin_, end_ - begin_}; }
    void use(std::size_t count) { begin_ += count; }
    /// At most so many of the bytes that are here already; they count as used.
    std::string_view take(std::uint64_t most);

    /// Nothing comes through here any more: gives its memory back.
    void end() {
        storage_ = {};
        begin_ = end_ = 0;
    }

    /// Waits for more; false at the end, or when it is full.
    async::Task<bool> fill();

    /// Moves bytes out, from here first, else straight from the stream; 0 at the end.
    async::Task<std::size_t> read_some(std::span<char> buffer);

  private:
    Stream& stream_;
    std::vector<char> storage_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};
}  // namespace vorab::http
