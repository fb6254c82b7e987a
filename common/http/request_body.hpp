#pragma once
// A request's body, read when the handler asks for it.
#include <chrono>

#include "common/async/timer.hpp"
#include "common/http/body_room.hpp"
#include "common/http/inbox.hpp"
#include "common/http/request_head.hpp"

namespace vorab::http {

/// How slowly a body may come.
struct BodyPace {
    std::chrono::seconds longest_silence;
    std::uint64_t least_rate;  ///< bytes a second on average, once `longest_silence` is over
};

/// Whose share of the server's room a body takes when it is held whole.
struct BodyShare {
    BodyRoom& room;
    std::string client;
};

class RequestBody final : public BodyReader {
  public:
    RequestBody(const RequestHead& head, Stream& stream, Inbox& inbox, async::Deadline& deadline, BodyPace pace,
                BodyShare share);
    ~RequestBody() override { share_.room.give_back(share_.client, taken_); }
    RequestBody(const RequestBody&) = delete;
    RequestBody& operator=(const RequestBody&) = delete;

    std::uint64_t length() const override { return length_; }
    async::Task<core::Result<std::string>> read_all(std::size_t limit) override;
    async::Task<core::Result<std::size_t>> read_some(std::span<char> buffer) override;

    /// Reads the rest of a body that the handler did not want, so that the next request can be found. False when that
    /// is not worth it (too long, or the peer was never told to go on) or the peer broke off.
    async::Task<bool> drain();

    /// Whether nothing is left to drain.
    bool is_read() const { return left_ == 0; }

    /// Whether drain() would try.
    bool worth_draining() const;

  private:
    async::Task<bool> go_on();
    bool take_room(std::size_t bytes);
    void give_back(std::size_t bytes);
    std::chrono::steady_clock::duration patience();

    std::uint64_t length_;
    std::uint64_t left_;
    bool owes_continue_;
    bool broken_ = false;
    Stream& stream_;
    Inbox& inbox_;
    async::Deadline& deadline_;
    BodyPace pace_;
    BodyShare share_;
    std::size_t taken_ = 0;                          ///< of the room, until the request has ended
    std::chrono::steady_clock::time_point asked_{};  ///< when the first piece was asked for
};
}  // namespace vorab::http
