#pragma once
// One request and its answer on one connection. For the files of this room only.
#include <string>
#include <string_view>

#include "common/async/timer.hpp"
#include "common/http/answer_parser.hpp"
#include "common/http/stream.hpp"

namespace vorab::http {

class Exchange {
  public:
    /// All references, and `source` (nullable), must outlive it. `deadline` cancels the stream.
    Exchange(Stream& stream, async::Deadline& deadline, const ClientOptions& options, bool to_head, BodyReader* source);

    /// `head` and `body` as they go over the wire; with a source `body` is empty.
    async::Task<void> run(std::string_view head, std::string_view body);

    /// The peer had closed before a byte of an answer came: another connection may work.
    bool untouched() const { return !any_ && !deadline_.expired() && !source_failed_; }

    /// The whole answer came and the connection can take another request.
    bool reusable() const {
        return parser_.done() && parser_.keep_alive() && (!source_ || source_sent_) && !deadline_.expired();
    }

    /// Once, after run().
    core::Result<ClientResponse> answer();

  private:
    async::Task<void> await_permission();
    async::Task<void> send_source();
    async::Task<void> read_answer();
    async::Task<bool> read_more();

    Stream& stream_;
    const ClientOptions& options_;
    BodyReader* source_;
    AnswerParser parser_;
    async::Deadline& deadline_;
    std::unique_ptr<char[]> buffer_;
    std::optional<core::Failure> source_failed_ = {};
    bool source_sent_ = false;
    bool any_ = false;  ///< something came
    bool good_ = true;  ///< and it was HTTP
    bool ended_ = false;
};
}  // namespace vorab::http
