// The way back: what hospitals say, who hears it, and for how long it is kept.
#include <thread>

#include "common/async/task_group.hpp"
#include "gateway/answers/from_hospital.hpp"
#include "gateway/answers/sent.hpp"
#include "tests/envelope/example.hpp"
#include "tests/gateway/setting.hpp"
#include "tests/support/child_process.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace answers = gateway::answers;
using answers::Kept;
using envelope::AnswerEvent;

namespace {
const std::string sealed = "eyJhbGciOiJFQ0RILUVTIn0..AAAAAAAAAAAAAAAA.c2VhbGVk.AAAAAAAAAAAAAAAAAAAAAA";
const std::string corrected = "eyJhbGciOiJFQ0RILUVTIn0..AAAAAAAAAAAAAAAA.Y29ycmVjdGVk.AAAAAAAAAAAAAAAAAAAAAA";

/// What a listener was sent, and a line that breaks when it is told to.
struct Line final : http::BodyWriter {
    async::Task<void> write(std::string_view bytes) override {
        if (broken) throw boost::system::system_error(boost::asio::error::connection_reset);
        text += bytes;
        co_return;
    }
    std::size_t frames() const {
        std::size_t count = 0;
        for (auto at = text.find("\nevent: "); at != text.npos; at = text.find("\nevent: ", at + 1)) ++count;
        return count;
    }
    std::string text;
    bool broken = false;
};

struct AnswersSetting : test::GatewaySetting {
    explicit AnswersSetting(std::chrono::milliseconds sign_of_life = 30ms) : comment(sign_of_life) {
        connection.execute("UPDATE mailbox SET hospital_client = 'klinikum' WHERE id = 'zna-musterstadt'");
        load();
        answers::write_sent(connection, slip, client, clock.now());
    }

    json::object said(const char* event) const {
        return {{"answer", core::new_uuid_v7(clock.now())},
                {"case", slip.case_id.str()},
                {"mailbox", slip.mailbox.str()},
                {"event", event},
                {"at", core::to_rfc3339(clock.now())},
                {"sealed", sealed}};
    }
    http::Response post(const std::string& body, std::optional<std::string> as = "klinikum",
                        const std::string& type = "application/json") {
        test::MadeRequest made{http::Method::post, body, type};
        made.request.peer.certificate_name = std::move(as);
        http::Response response;
        run(take(made.request, response));
        return response;
    }
    http::Response post(const json::object& body) { return post(json::serialize(body)); }
    async::Task<void> take(http::Request& request, http::Response& response) {
        response = co_await from_hospital.answer(request);
    }

    http::Response mark(const json::object& body, std::optional<std::string> as = "klinikum") {
        test::MadeRequest made{http::Method::post, json::serialize(body), "application/json"};
        made.request.path = "/hospital/v1/marks";
        made.request.peer.certificate_name = std::move(as);
        http::Response response;
        run(take_mark(made.request, response));
        return response;
    }
    async::Task<void> take_mark(http::Request& request, http::Response& response) {
        response = co_await from_hospital.mark(request);
    }
    json::object marked(const char* alarm) const {
        return {{"case", slip.case_id.str()}, {"mailbox", slip.mailbox.str()}, {"alarm", alarm}};
    }

    http::Response open(const std::string& last = {}, std::optional<std::string> authorization = {},
                        std::optional<std::string> case_id = {}) {
        test::MadeRequest made{http::Method::get};
        made.with("Authorization", authorization.value_or(bearer())).at("case", case_id.value_or(slip.case_id.str()));
        if (!last.empty()) made.with("Last-Event-ID", last);
        http::Response response;
        run(ask(made.request, response));
        return response;
    }
    async::Task<void> ask(http::Request& request, http::Response& response) {
        response = co_await streams.open(request);
    }

    /// Listens until `frames` have come, or for at most three seconds; then does `at_end`.
    async::Task<void> listen(http::Response& response, Line& line, std::size_t frames) {
        async::TaskGroup tasks{loop.get_executor(), log, "listeners"};
        tasks.spawn(streams.run());
        tasks.spawn(response.stream(line));
        for (int i = 0; i < 1000 && line.frames() < frames; ++i) co_await async::sleep_for(10ms);
        co_await async::sleep_for(50ms);  // and nothing more
        co_await tasks.drain(0ms);
    }
    std::string hear(const std::string& last, std::size_t frames) {
        auto response = open(last);
        REQUIRE(response.status == 200);
        CHECK(response.content_type == "text/event-stream");
        Line line;
        run(listen(response, line, frames));
        CHECK(line.frames() == frames);
        return line.text;
    }
    answers::StreamOptions quick() const {
        answers::StreamOptions options;
        options.per_client = 2;
        options.poll = 20ms;
        options.comment = comment;
        return options;
    }

    const std::chrono::milliseconds comment;
    envelope::RoutingSlip slip = envelope::read_slip(test::example_slip()).value();
    answers::Retention retention;
    test::TemporaryDirectory pages{"vorab-board"};
    std::filesystem::path page = pages.write("index.html", "<p>board</p>");
    board::Boards boards{database, clock, log, {.page = pages.path()}};
    answers::Streams streams{loop.get_executor(), bearer_of, database, refusals, clock, log, quick()};
    answers::FromHospital from_hospital{directory, database, boards, streams, audit, clock, log, retention};
};
}  // namespace

TEST_CASE("what the hospital says is kept once, and the crew hears it in order") {
    AnswersSetting setting;
    const auto seen = setting.said("seen");
    CHECK(setting.post(seen).status == 201);
    auto again = seen;
    again["sealed"] =
        "eyJhbGciOiJFQ0RILUVTIn0..AAAAAAAAAAAAAAAA.bmV3bHk.AAAAAAAAAAAAAAAAAAAAAA";  // sealed anew at each attempt
    CHECK(setting.post(again).status == 200);
    CHECK(setting.post(setting.said("accepted")).status == 201);
    CHECK(setting.count("SELECT COUNT(*) FROM case_event") == 2);
    const auto heard = setting.hear("", 2);
    CHECK(heard.starts_with("retry: 2000\n\nid: 1\nevent: seen\ndata: {"));
    CHECK(heard.find("id: 1\nevent: seen") < heard.find("id: 2\nevent: accepted"));
    CHECK_THAT(heard, Catch::Contains("\"sealed\":\"" + sealed + "\"") && Catch::Contains("\n:\n\n"));
}

TEST_CASE("a listener that comes back hears what it has missed, and nothing twice") {
    AnswersSetting setting;
    for (const char* event : {"seen", "accepted", "destination"})
        CHECK(setting.post(setting.said(event)).status == 201);
    CHECK_THAT(setting.hear("2", 1), Catch::Contains("id: 3\nevent: destination"));
    CHECK(setting.hear("3", 0).find("event:") == std::string::npos);
    CHECK(setting.post(setting.said("outcome")).status == 201);
    CHECK_THAT(setting.hear("3", 1), Catch::Contains("id: 4\nevent: outcome"));
    for (const char* wrong : {"-1", "x", "1x", "99999999999999999999"}) CHECK(setting.open(wrong).status == 400);
}

TEST_CASE("a stream that is open hears at once what another instance has written") {
    AnswersSetting setting;
    auto response = setting.open();
    Line line;
    const auto scene = [](AnswersSetting& s, http::Response& answer, Line& to) -> async::Task<void> {
        async::TaskGroup tasks{s.loop.get_executor(), s.log, "listeners"};
        tasks.spawn(s.streams.run());
        tasks.spawn(answer.stream(to));
        co_await async::sleep_for(60ms);
        CHECK(to.frames() == 0);
        answers::Event event;
        event.case_id = s.slip.case_id;
        event.mailbox = s.slip.mailbox;
        event.at = s.clock.now();
        event.answer = core::AnswerId::parse(core::new_uuid_v7(s.clock.now())).value();
        CHECK(answers::keep(s.connection, event, s.clock.now(), s.retention));  // no wake(): found by looking
        for (int i = 0; i < 1000 && to.frames() < 1; ++i) co_await async::sleep_for(10ms);
        CHECK(to.frames() == 1);
        CHECK(s.streams.count() == 1);
        s.streams.end();
        for (int i = 0; i < 1000 && s.streams.count() > 0; ++i) co_await async::sleep_for(10ms);
        CHECK(s.streams.count() == 0);
        co_await tasks.drain(0ms);
    };
    setting.run(scene(setting, response, line));
    CHECK(setting.open().status == 429);  // it drains: elsewhere, please
}

TEST_CASE("events count without a gap whichever instance writes them") {
    AnswersSetting setting;
    database::Connection other{test::GatewaySetting::options()};
    const auto keep_some = [&](database::Connection& by) {
        for (int i = 0; i < 25; ++i) {
            answers::Event event;
            event.case_id = setting.slip.case_id;
            event.mailbox = setting.slip.mailbox;
            event.event = AnswerEvent::destination;
            event.at = setting.clock.now();
            event.answer = core::AnswerId::parse(core::new_uuid_v7(setting.clock.now())).value();
            for (;;) {
                try {
                    answers::keep(by, event, setting.clock.now(), setting.retention).value();
                    break;
                } catch (const database::DatabaseError& error) {
                    if (!error.may_succeed_if_repeated()) throw;
                }
            }
        }
    };
    std::thread beside{[&] { keep_some(other); }};
    keep_some(setting.connection);
    beside.join();
    const auto events = answers::events_of(setting.connection, setting.slip.case_id, setting.client);
    REQUIRE(events.size() == 50);
    for (std::size_t i = 0; i < events.size(); ++i) CHECK(events[i].number == static_cast<std::int64_t>(i) + 1);
}

TEST_CASE("a case's events are for those who sent it, and of the mailboxes they sent it to") {
    AnswersSetting setting;
    CHECK(setting.post(setting.said("seen")).status == 201);
    setting.connection.execute(
        "INSERT INTO client (id, organisation, created_at) VALUES ('other', 'Other', '2026-11-21')");
    setting.load();
    const auto other = core::ClientId::parse("other").value();
    const auto as_other = "Bearer " + setting.issuer.issue(other);
    CHECK(setting.open("", as_other).status == 404);
    CHECK(setting.open("", "Bearer x").status == 401);
    CHECK(setting.open("", setting.bearer(), std::string(32, '0')).status == 404);
    CHECK(setting.open("", setting.bearer(), "no-case").status == 404);
    CHECK(setting.count("SELECT COUNT(*) FROM audit WHERE event = 'events.refused'") == 4);
    // The same case, sent elsewhere by somebody else: they hear what is said there.
    auto elsewhere = setting.slip;
    elsewhere.transmission = core::new_transmission_id(setting.clock.now());
    elsewhere.mailbox = core::MailboxId::parse("not-assigned").value();
    answers::write_sent(setting.connection, elsewhere, other, setting.clock.now());
    CHECK(setting.open("", as_other).status == 200);
    CHECK(answers::events_of(setting.connection, setting.slip.case_id, other).empty());
    CHECK(answers::events_of(setting.connection, setting.slip.case_id, setting.client).size() == 1);
}

TEST_CASE("streams are bounded for each client, and end with its token and with its rights") {
    AnswersSetting setting{1h};  // not with the next sign of life
    auto first = setting.open();
    auto second = setting.open();
    Line line;
    const auto scene = [](AnswersSetting& s, http::Response& one, http::Response& two, Line& to) -> async::Task<void> {
        async::TaskGroup tasks{s.loop.get_executor(), s.log, "listeners"};
        tasks.spawn(s.streams.run());
        tasks.spawn(one.stream(to));
        tasks.spawn(two.stream(to));
        for (int i = 0; i < 1000 && s.streams.count() < 2; ++i) co_await async::sleep_for(10ms);
        CHECK(s.streams.count() == 2);
        test::MadeRequest made{http::Method::get};
        made.with("Authorization", s.bearer()).at("case", s.slip.case_id.str());
        const auto refused = co_await s.streams.open(made.request);
        CHECK(refused.status == 429);
        CHECK(refused.headers.find("Retry-After"));
        s.clock.time += 12h;
        for (int i = 0; i < 1000 && s.streams.count() > 0; ++i) co_await async::sleep_for(10ms);
        CHECK(s.streams.count() == 0);
        co_await tasks.drain(0ms);
    };
    setting.run(scene(setting, first, second, line));

    setting.clock.time -= 12h;
    auto third = setting.open();
    const auto disabled = [](AnswersSetting& s, http::Response& answer, Line& to) -> async::Task<void> {
        async::TaskGroup tasks{s.loop.get_executor(), s.log, "listeners"};
        tasks.spawn(s.streams.run());
        tasks.spawn(answer.stream(to));
        for (int i = 0; i < 1000 && s.streams.count() == 0; ++i) co_await async::sleep_for(10ms);
        s.connection.execute("UPDATE client SET disabled = TRUE WHERE id = 'service'");
        co_await s.directory.load();
        for (int i = 0; i < 1000 && s.streams.count() > 0; ++i) co_await async::sleep_for(10ms);
        CHECK(s.streams.count() == 0);
        co_await tasks.drain(0ms);
    };
    setting.run(disabled(setting, third, line));
}

TEST_CASE("a hospital speaks for its own mailboxes; whatever else comes is refused, audited and not kept") {
    AnswersSetting setting;
    const auto body = json::serialize(setting.said("seen"));
    const auto with = [&](const char* name, const std::string& value) {
        auto changed = setting.said("seen");
        changed[name] = value;
        return setting.post(changed).status;
    };
    CHECK(setting.post(body, "other-klinikum").status == 403);
    CHECK(setting.post(body, std::nullopt).status == 403);
    CHECK(with("mailbox", "not-assigned") == 403);  // names no certificate
    CHECK(with("mailbox", "nowhere") == 403);
    CHECK(with("case", std::string(32, '0')) == 404);  // nobody sent it here
    CHECK(with("event", "expired") == 422);            // ours to say
    CHECK(with("event", "healed") == 422);
    CHECK(with("sealed", "in clear") == 422);
    CHECK(with("sealed", std::string(17'000, 'a')) == 422);
    CHECK(with("patient", "Brandstätter") == 422);
    CHECK(with("answer", "1") == 422);
    CHECK(with("at", core::to_rfc3339(setting.clock.now() - 3h)) == 422);
    CHECK(with("at", core::to_rfc3339(setting.clock.now() + 11min)) == 422);
    CHECK(setting.post(body, "klinikum", "text/plain").status == 415);
    CHECK(setting.post("{", "klinikum").status == 400);
    CHECK(setting.post(std::string(25 * 1024, 'x'), "klinikum").status == 413);
    CHECK(setting.count("SELECT COUNT(*) FROM audit WHERE event = 'answer.refused'") == 16);
    CHECK(setting.count("SELECT COUNT(*) FROM case_event") == 0);

    auto seen = setting.said("seen");
    CHECK(setting.post(seen).status == 201);
    seen["event"] = "accepted";
    CHECK(setting.post(seen).status == 409);
}

TEST_CASE("that nobody has taken the team's call stands on the boards, also on those that come later") {
    AnswersSetting setting;
    auto slip = setting.slip;
    slip.board = sealed;
    CHECK(setting.mark(setting.marked("unanswered")).status == 404);  // no board shows it yet
    setting.run(setting.boards.show(slip.mailbox, board::entry_of(slip, setting.clock.now()).value()));
    CHECK(setting.mark(setting.marked("unanswered")).status == 200);
    CHECK(setting.mark(setting.marked("unanswered")).status == 200);
    CHECK(to_json(*setting.boards.hub().find(slip.mailbox, slip.case_id)).at("alarm") == "unanswered");
    board::Boards another{setting.database, setting.clock, setting.log, {.page = setting.pages.path()}};
    setting.run(another.load());
    CHECK(to_json(*another.hub().find(slip.mailbox, slip.case_id)).at("alarm") == "unanswered");
    CHECK(setting.mark(setting.marked("none")).status == 200);
    CHECK_FALSE(to_json(*setting.boards.hub().find(slip.mailbox, slip.case_id)).contains("alarm"));
}

TEST_CASE("what the hospital knows better stands in place of the arrival that it names, and of no other") {
    AnswersSetting setting;
    auto slip = setting.slip;
    slip.board = sealed;
    slip.sequence = 3;
    const auto shown = [&] { return setting.boards.hub().find(slip.mailbox, slip.case_id)->sealed; };
    const auto correct = [&](std::int64_t sequence) {
        auto body = setting.marked("none");
        body["board"] = corrected;
        body["sequence"] = sequence;
        return setting.mark(body).status;
    };
    setting.run(setting.boards.show(slip.mailbox, board::entry_of(slip, setting.clock.now()).value()));
    CHECK(correct(4) == 404);  // the crew's fourth is stored there, and not shown here yet
    CHECK(correct(2) == 200);  // too late: the crew has said something since
    CHECK(shown() == sealed);
    CHECK(correct(3) == 200);
    CHECK(shown() == corrected);
    board::Boards another{setting.database, setting.clock, setting.log, {.page = setting.pages.path()}};
    setting.run(another.load());
    CHECK(another.hub().find(slip.mailbox, slip.case_id)->sealed == corrected);
    CHECK(setting.mark(setting.marked("ringing")).status == 200);
    CHECK(shown() == corrected);
    slip.sequence = 4;
    setting.run(setting.boards.show(slip.mailbox, board::entry_of(slip, setting.clock.now()).value()));
    CHECK(shown() == sealed);
}

TEST_CASE("a correction is sealed and names what it corrects; in clear it is refused") {
    AnswersSetting setting;
    auto slip = setting.slip;
    slip.board = sealed;
    setting.run(setting.boards.show(slip.mailbox, board::entry_of(slip, setting.clock.now()).value()));
    auto body = setting.marked("none");
    body["board"] = corrected;
    CHECK(setting.mark(body).status == 422);  // in place of which?
    body["sequence"] = slip.sequence;
    body["board"] = "Schockraum 2";
    CHECK(setting.mark(body).status == 422);
    body.erase("board");
    CHECK(setting.mark(body).status == 422);
    CHECK(setting.boards.hub().find(slip.mailbox, slip.case_id)->sealed == sealed);
}

TEST_CASE("a mark is one of six words, and of the mailbox's own hospital; every other leaves one audit row") {
    AnswersSetting setting;
    auto slip = setting.slip;
    slip.board = sealed;
    setting.run(setting.boards.show(slip.mailbox, board::entry_of(slip, setting.clock.now()).value()));
    CHECK(setting.mark(setting.marked("STEMI, 67 J.")).status == 422);
    auto more = setting.marked("failed");
    more["text"] = "Brandstätter";
    CHECK(setting.mark(more).status == 422);
    CHECK(setting.mark(setting.marked("failed"), "other-klinikum").status == 403);
    CHECK(setting.mark(setting.marked("failed"), std::nullopt).status == 403);
    CHECK(setting.count("SELECT COUNT(*) FROM audit WHERE event = 'mark.refused'") == 4);
    CHECK_FALSE(setting.boards.hub().find(slip.mailbox, slip.case_id)->alarm);
}

TEST_CASE("the boards follow what the hospital says") {
    AnswersSetting setting;
    auto slip = setting.slip;
    slip.board = sealed;
    setting.run(setting.boards.show(slip.mailbox, board::entry_of(slip, setting.clock.now()).value()));
    const auto shown = [&] { return setting.boards.hub().find(slip.mailbox, slip.case_id)->state; };
    CHECK(setting.post(setting.said("seen")).status == 201);
    CHECK(shown() == board::State::seen);
    CHECK(setting.post(setting.said("accepted")).status == 201);
    CHECK(shown() == board::State::ready);
    CHECK(setting.post(setting.said("destination")).status == 201);
    CHECK(shown() == board::State::ready);
    CHECK(setting.post(setting.said("arrived")).status == 201);
    CHECK(shown() == board::State::arrived);
    CHECK(setting.count("SELECT COUNT(*) FROM board_entry WHERE state = 'arrived'") == 1);
}

TEST_CASE("answers are gone after three hours, an outcome after a week, and with it who sent the case") {
    AnswersSetting setting;
    auto update = setting.slip;
    setting.clock.time += 1s;
    update.transmission = core::new_transmission_id(setting.clock.now());
    answers::write_sent(setting.connection, update, setting.client, setting.clock.now());
    CHECK(setting.post(setting.said("seen")).status == 201);
    CHECK(setting.post(setting.said("outcome")).status == 201);
    const auto forget = [&](std::chrono::hours later) {
        setting.clock.time += later;
        answers::forget(setting.connection, setting.clock.now(), setting.retention);
    };
    forget(2h);
    CHECK(setting.count("SELECT COUNT(*) FROM case_event") == 2);
    setting.clock.time += 1min;
    forget(1h);
    CHECK(setting.count("SELECT COUNT(*) FROM case_event WHERE event = 'outcome'") == 1);
    CHECK(setting.count("SELECT COUNT(*) FROM case_event") == 1);
    CHECK(setting.count("SELECT COUNT(*) FROM sent") == 1);      // of two transmissions the later
    CHECK(setting.post(setting.said("outcome")).status == 201);  // on the sixth day, and it counts on
    CHECK(answers::events_of(setting.connection, setting.slip.case_id, setting.client).back().number == 3);
    forget(8 * 24h);
    CHECK(setting.count("SELECT COUNT(*) FROM case_event") == 0);
    forget(1h);
    CHECK(setting.count("SELECT COUNT(*) FROM sent") == 0);
    CHECK(setting.count("SELECT COUNT(*) FROM case_counter") == 0);
}

TEST_CASE("news for a thousand listeners are one query that looks at their cases alone") {
    AnswersSetting setting;
    std::vector<answers::Position> positions;
    for (int i = 0; i < 1000; ++i) positions.push_back({core::new_case_id(), setting.client, 0});
    positions.push_back({setting.slip.case_id, setting.client, 0});
    CHECK(setting.post(setting.said("seen")).status == 201);
    const auto heard = answers::news_for(setting.connection, positions);
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].listener == 1000);
    CHECK(heard[0].event.sealed == sealed);
    const auto reads = setting.connection.query_one(
        "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'HANDLER_READ_RND_NEXT'");
    CHECK(reads->integer(0) < 5000);  // the listeners themselves: no table is read through
}
