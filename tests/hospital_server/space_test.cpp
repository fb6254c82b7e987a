// What stands before intake: room on the disk, and a database that answers.
#include "hospital_server/intake/gate.hpp"
#include "tests/hospital_server/setting.hpp"

using namespace vorab;
using hospital_server::intake::Gate;
using hospital_server::storage::Space;
using hospital_server::storage::SpaceConfig;
using hospital_server::storage::Weight;

namespace {
struct Watched {
    explicit Watched(std::uint64_t reserve_bytes, const std::filesystem::path& where = {}) {
        SpaceConfig config;
        config.folders = {where.empty() ? folder.path() : where};
        config.reserve_bytes = reserve_bytes;
        config.reserve_percent = 0;
        space.emplace(config, log);
    }
    /// What the door says to a request that the database would answer with `error` (0: well).
    http::Response pass(Weight weight, unsigned error = 0) {
        Gate gate{*space, log};
        const auto guarded = gate.guard(weight, [&](http::Request&) { return inner(error); });
        test::MadeRequest made{http::Method::post, "x"};
        http::Response response;
        test::run(loop, ask(guarded, made.request, response));
        loop.restart();
        return response;
    }
    async::Task<http::Response> inner(unsigned error) {
        ++reached;
        if (error != 0) throw database::DatabaseError{error, "testing"};
        co_return http::empty_response(201);
    }
    static async::Task<void> ask(const http::Handler& handler, http::Request& request, http::Response& response) {
        auto answer = handler(request);
        response = co_await std::move(answer);
    }

    test::TemporaryDirectory folder{"vorab-space"};
    std::string lines;
    core::Log log{"test", core::LogLevel::info, [this](std::string_view line) { lines += line; }};
    boost::asio::io_context loop;
    std::optional<Space> space;
    int reached = 0;
};

std::uint64_t free_bytes() { return std::filesystem::space(std::filesystem::temp_directory_path()).available; }
}  // namespace

TEST_CASE("with room, everything is taken; where nothing is watched, too") {
    Watched watched{1};
    CHECK(watched.pass(Weight::record).status == 201);
    CHECK(watched.pass(Weight::attachment).status == 201);
    Space nothing{SpaceConfig{}, watched.log};
    CHECK(nothing.room_for(Weight::attachment));
}

TEST_CASE("down to the reserve nothing is taken, before a byte is read, with a clear word and one line in the log") {
    Watched watched{std::uint64_t{1} << 60U};
    for (int again = 0; again < 3; ++again) {
        const auto refused = watched.pass(Weight::record);
        CHECK(refused.status == 503);
        CHECK_THAT(refused.body, Catch::Contains("storage is full"));
        CHECK(refused.headers.find("Retry-After") == "5");
    }
    CHECK(watched.reached == 0);
    CHECK(std::ranges::count(watched.lines, '\n') == 1);
}

TEST_CASE("the last room is the records': attachments are refused at twice the reserve") {
    Watched watched{free_bytes() / 3 * 2};
    CHECK(watched.pass(Weight::record).status == 201);
    CHECK(watched.pass(Weight::attachment).status == 503);
}

TEST_CASE("a folder that cannot be asked counts as full") {
    Watched watched{1, "/nowhere/at/all"};
    CHECK(watched.pass(Weight::record).status == 503);
}

TEST_CASE("a database that fails makes 503, so that the gateway parks; one that is full closes the door") {
    Watched watched{1};
    const auto gone = watched.pass(Weight::record, 2002);
    CHECK(gone.status == 503);
    CHECK_THAT(gone.body, Catch::Contains("urn:vorab:problem:unavailable"));
    CHECK(watched.pass(Weight::record).status == 201);
    CHECK(watched.pass(Weight::record, 1114).status == 503);
    const int before = watched.reached;
    CHECK(watched.pass(Weight::record).status == 503);
    CHECK(watched.reached == before);
}
