// What a server says to one who reads slowly: its frames go past Beast, Beast's own pongs between them, and neither
// gets into the other.
#include "tests/http/server_fixture.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
const std::string upgrade_and_begin =
    "GET /feed HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const std::string begin{"\x81\x82\0\0\0\0go", 8};
const std::string ping{"\x89\x84\0\0\0\0ping", 10};
const std::string pong{"\x8a\x04ping", 6};

struct Speaker {
    explicit Speaker(async::Executor executor) : filled(executor) {}
    int said = 0;
    async::Signal filled;  ///< the peer's buffers are full, and some frames wait
};

std::string text_of(int number) {
    return std::to_string(number) + std::string(static_cast<std::size_t>(number % 9'000), '.');
}

/// Speaks until the peer takes no more, and then says five more things.
async::Task<void> speak(http::WebSocket& socket, Speaker& speaker) {
    co_await socket.receive();
    int after = 0;
    while (after < 5 && speaker.said < 100'000) {
        socket.send(std::make_shared<const std::string>(text_of(speaker.said++)));
        if (socket.waiting() > 0) ++after;
    }
    speaker.filled.notify();
    co_await socket.receive();  // answers pings until the peer goes
}

async::Task<http::Response> upgrade_to(Speaker& speaker) {
    http::Response response;
    response.status = 101;
    response.upgrade = [&speaker](http::WebSocket& socket) { return speak(socket, speaker); };
    co_return response;
}

/// Takes the next frame off: its text, or "pong".
std::optional<std::string> next_frame(std::string& bytes) {
    if (bytes.size() < 4) return std::nullopt;
    const auto at = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
    const bool is_long = at(1) == 126;
    const std::size_t head = is_long ? 4 : 2;
    const std::size_t length = is_long ? at(2) << 8U | at(3) : at(1);
    if (bytes.size() < head + length) return std::nullopt;
    std::string frame = bytes.substr(0, head + length);
    bytes.erase(0, head + length);
    if (frame == pong) return "pong";
    CHECK(frame[0] == '\x81');
    return frame.substr(head);
}

async::Task<void> read_slowly(async::Executor executor, test::RunningServer& running, Speaker& speaker) {
    test::RawPeer peer{executor};
    co_await peer.connect(running.port());
    co_await peer.send(upgrade_and_begin);
    std::string bytes = co_await peer.read_until("\r\n\r\n");
    co_await peer.send(begin + ping);
    const bool filled = co_await speaker.filled.wait(15s);
    REQUIRE(filled);
    co_await peer.send(ping + ping);
    bytes.erase(0, bytes.find("\r\n\r\n") + 4);
    int heard = 0;
    int pongs = 0;
    while (heard < speaker.said || pongs < 3) {
        const auto frame = next_frame(bytes);
        if (!frame) {
            std::array<char, 16'384> buffer{};
            auto [error, count] = co_await peer.socket().async_read_some(boost::asio::buffer(buffer), async::as_result);
            REQUIRE(!error);
            bytes.append(buffer.data(), count);
        } else if (*frame == "pong") {
            ++pongs;
        } else {
            REQUIRE(*frame == text_of(heard));
            ++heard;
        }
    }
    CHECK(bytes.empty());
    peer.close();
    co_await running.stop();
}
}  // namespace

TEST_CASE("frames and pongs to a slow reader come whole, and frames in order") {
    boost::asio::io_context loop{1};
    Speaker speaker{loop.get_executor()};
    test::RunningServer running{loop, [&speaker](http::Request&) { return upgrade_to(speaker); }};
    test::run(loop, read_slowly(loop.get_executor(), running, speaker));
    CHECK(speaker.said > 5);
}
