#pragma once
// Our Stream in the shape that Beast's websocket asks for (an AsyncStream). Seen by websocket.cpp alone.
#include <algorithm>
#include <memory>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>

#include "common/http/stream.hpp"

namespace vorab::http {

/// Who writes to the stream now: one frame must not get into another.
struct Writing {
    bool by_beast = false;  ///< until Beast has been told that it may write on
    bool by_us = false;     ///< the rest of a frame of ours is waiting: Beast's control frames wait for it
};

/// One read or write: tries, waits, tries again. Completes never from within its own start, as Asio demands.
template <class Attempt>
struct StreamOperation {
    Stream* stream;
    Attempt attempt;
    std::shared_ptr<Writing> writing = {};  ///< of a write; it may end later than the stream
    Stream::Step last = {};
    bool finished = false;
    bool waited = false;

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}) {
        if (!finished) {
            if (!error) last = attempt();
            if (!error && (last.next == Stream::Next::wait_readable || last.next == Stream::Next::wait_writable)) {
                waited = true;
                const auto direction =
                    last.next == Stream::Next::wait_readable ? Socket::wait_read : Socket::wait_write;
                return stream->socket().async_wait(direction, std::move(self));
            }
            finished = true;
            if (!waited) return boost::asio::post(stream->socket().get_executor(), std::move(self));
        }
        if (last.next != Stream::Next::done && !error) error = boost::asio::error::eof;
        if (writing) writing->by_beast = false;
        self.complete(error, last.bytes);
    }
};

class BeastStream {
  public:
    using executor_type = async::Executor;

    explicit BeastStream(Stream& stream) : stream_(&stream) {}
    executor_type get_executor() { return stream_->socket().get_executor(); }
    Stream& stream() { return *stream_; }
    Writing& writing() { return *writing_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        const boost::asio::mutable_buffer first = first_of<boost::asio::mutable_buffer>(buffers);
        const std::span<char> space{static_cast<char*>(first.data()), first.size()};
        auto attempt = [stream = stream_, space] {
            return space.empty() ? Stream::Step{Stream::Next::done, 0} : stream->try_read(space);
        };
        return start(std::move(attempt), nullptr, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        gather(buffers);
        writing_->by_beast = true;
        auto attempt = [stream = stream_, outgoing = &outgoing_, writing = writing_.get()] {
            if (writing->by_us) return Stream::Step{Stream::Next::wait_writable, 0};
            return outgoing->empty() ? Stream::Step{Stream::Next::done, 0} : stream->try_write(*outgoing);
        };
        return start(std::move(attempt), writing_, std::forward<Token>(token));
    }

  private:
    static constexpr std::size_t most_at_once = 16 * 1024;  // one TLS record

    template <class Buffer, class Buffers>
    static Buffer first_of(const Buffers& buffers) {
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers);
             ++at) {
            const Buffer buffer = *at;
            if (buffer.size() > 0) return buffer;
        }
        return {};
    }

    /// A frame's header and its text leave together. Beast has one write under way at a time, so one place is enough.
    template <class Buffers>
    void gather(const Buffers& buffers) {
        outgoing_.clear();
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers);
             ++at) {
            const boost::asio::const_buffer buffer = *at;
            const auto room = std::min(buffer.size(), most_at_once - outgoing_.size());
            outgoing_.append(static_cast<const char*>(buffer.data()), room);
        }
    }

    template <class Attempt, class Token>
    auto start(Attempt attempt, std::shared_ptr<Writing> writing, Token&& token) {
        return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            StreamOperation<Attempt>{stream_, std::move(attempt), std::move(writing)}, token, stream_->socket());
    }

    Stream* stream_;
    std::string outgoing_;
    std::shared_ptr<Writing> writing_ = std::make_shared<Writing>();
};

/// How Beast ends a connection: found by argument-dependent lookup.
inline void teardown(boost::beast::role_type, BeastStream& stream, boost::system::error_code& error) {
    stream.stream().shutdown();
    error = {};
}

template <class Handler>
void async_teardown(boost::beast::role_type, BeastStream& stream, Handler&& handler) {
    stream.stream().shutdown();
    boost::asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
        std::move(handler)(boost::system::error_code{});
    });
}

inline void beast_close_socket(BeastStream& stream) { stream.stream().close(); }

}  // namespace vorab::http
