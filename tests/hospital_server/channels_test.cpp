#include <fcntl.h>
#include <future>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>

#include "hl7/acknowledgement.hpp"
#include "hl7/documents.hpp"
#include "hl7/mllp_listener.hpp"
#include "hospital_server/channels/hl7_channel.hpp"
#include "hospital_server/channels/hl7_notice.hpp"
#include "hospital_server/channels/mqtt_channel.hpp"
#include "hospital_server/channels/web_request_channel.hpp"
#include "tests/hospital_server/setting.hpp"
#include "tests/support/private_mosquitto.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace channels = hospital_server::channels;
using outbox::Delivered;
using outbox::Rejected;
using outbox::RetryLater;

namespace {
hospital_server::cases::Current current_of(const json::object& record) {
    const auto slip = envelope::read_slip(record.at("slip").as_object()).value();
    hospital_server::cases::Current current;
    current.id = slip.case_id;
    current.sequence = slip.sequence;
    current.kind = public_text(slip.kind).str();
    current.updated_at = slip.created_at;
    current.record = record;
    current.facts = hospital_server::record::read_facts(record).value();
    return current;
}

struct ChannelSetting : test::HospitalSetting {
    ChannelSetting() {
        const auto announced = record("stemi");
        job.id = 7;
        job.case_id = case_id;
        job.transmission = core::TransmissionId::parse(announced.at("slip").at("transmission").as_string()).value();
        CHECK(store(announced));
    }
    outbox::Delivery deliver(outbox::Channel& channel) { return deliver(channel, job); }
    outbox::Delivery deliver(outbox::Channel& channel, const outbox::Job& what) {
        outbox::Delivery delivery;
        run(deliver(channel, what, delivery));
        return delivery;
    }
    async::Task<void> deliver(outbox::Channel& channel, const outbox::Job& what, outbox::Delivery& delivery) {
        delivery = co_await channel.deliver(what);
    }

    outbox::Job job;
    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes{loop.get_executor(), configured, clock, log};
    hospital_server::cases::Mailbox& mailbox = *mailboxes.find(mailbox_id);
    database::Database people{loop.get_executor(), server_options(), 1, log};
    async::BlockingPool passwords{loop.get_executor(), "passwords", 1, 8};
    hospital_server::people::SignIn sign_in{people, mailboxes, passwords, clock};
    hospital_server::documents::Printing printing{loop.get_executor(), sign_in, mailboxes, clock};
};
}  // namespace

TEST_CASE("every published record becomes an HL7 report that can be read again") {
    const auto mailbox = core::MailboxId::parse("zna-musterstadt").value();
    std::size_t measured = 0;
    for (const auto& file : test::example_files()) {
        INFO(file.string());
        const auto record = test::read_json(file).as_object();
        const auto current = current_of(record);
        const auto notice = channels::to_hl7(current, mailbox);
        CHECK(notice.case_id == current.id);
        CHECK(notice.measurements.size() == current.facts.measurements.size());
        measured += notice.measurements.size();
        hl7::Stamp stamp;
        stamp.control_id = "V1";
        stamp.time = current.updated_at;
        const auto report = hl7::observation_report(notice, hl7::Target{}, stamp);
        const auto message = hl7::Message::parse(report.bytes);
        REQUIRE(message);
        CHECK(message->get("MSH", 10) == "V1");
    }
    CHECK(measured > 100);
}

TEST_CASE("a record's words find their places in the notice") {
    const auto mailbox = core::MailboxId::parse("zna-musterstadt").value();
    const auto notice = channels::to_hl7(current_of(test::example("stemi")), mailbox);
    CHECK(notice.family_name == "Brandstätter");
    CHECK(notice.birth_date == "1958-06-21");
    CHECK(notice.sex == hl7::Sex::male);
    CHECK(notice.insurance_number == "B429173602");
    CHECK(notice.keyword == "STEMI Hinterwand");
    CHECK(notice.priority == "sk1");
    CHECK(core::to_rfc3339(notice.eta.value()) == "2026-01-15T13:14:00.000000Z");
    const auto update = channels::to_hl7(current_of(test::example("kinds/update")), mailbox);
    CHECK(update.family_name.empty());
    REQUIRE(update.scores.size() == 1);
    CHECK(update.scores[0].loinc == "9269-2");
    CHECK(update.scores[0].value == 10);
}

namespace {
/// A hospital information system that answers every message with `verdict`; nothing without one.
struct Answering {
    Answering(ChannelSetting& in, std::optional<hl7::Verdict> with)
        : setting(in),
          verdict(with),
          listener(
              in.loop.get_executor(), {.port = 0}, [this](std::string message) { return take(std::move(message)); },
              [](const hl7::FramingProblem&) {}, in.log) {
        config.target = "his";
        config.host = "127.0.0.1";
        config.port = listener.port();
        config.format.receiving_application = "KIS";
        config.format.charset = hl7::Charset::utf8;
        config.when = hospital_server::his::When::arrival;
        config.message = hospital_server::his::Message::oru;
        config.with_pdf = false;
    }
    async::Task<std::string> take(std::string bytes) {
        received.push_back(bytes);
        if (!verdict) throw std::runtime_error("it says nothing and hangs up");
        const auto message = hl7::Message::parse(std::move(bytes)).value();
        hl7::Outcome outcome;
        outcome.verdict = *verdict;
        const hl7::Stamp stamp{"A1", setting.clock.now(), {}};
        co_return hl7::acknowledge(message, outcome, stamp);
    }
    async::Task<void> serve(outbox::Channel& channel, outbox::Delivery& delivery) {
        async::TaskGroup tasks{setting.loop.get_executor(), setting.log, "listener"};
        tasks.spawn(listener.run());
        delivery = co_await channel.deliver(setting.job);
        co_await tasks.drain(0ms);
        co_await listener.drain(0ms);
    }

    ChannelSetting& setting;
    std::optional<hl7::Verdict> verdict;
    std::vector<std::string> received;
    hl7::MllpListener listener;
    hospital_server::his::TargetConfig config;
};

outbox::Delivery tell(ChannelSetting& setting, Answering& his) {
    const auto channel = channels::make_hl7_channel(setting.loop.get_executor(), his.config, setting.mailbox,
                                                    setting.printing, setting.log);
    outbox::Delivery delivery;
    setting.run(his.serve(*channel, delivery));
    return delivery;
}
}  // namespace

TEST_CASE("an HL7 message that is accepted is delivered, with its job as control id") {
    ChannelSetting setting;
    Answering his{setting, hl7::Verdict::accepted};
    CHECK(std::holds_alternative<Delivered>(tell(setting, his)));
    REQUIRE(his.received.size() == 1);
    const auto message = hl7::Message::parse(his.received[0]).value();
    const std::string id{message.get("MSH", 10)};
    CHECK(id.size() == 20);
    CHECK(std::ranges::all_of(id, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }));
    // The same at the next attempt; another at another mailbox, where jobs have the same numbers.
    setting.job.attempts = 1;
    CHECK(std::holds_alternative<Delivered>(tell(setting, his)));
    CHECK(hl7::Message::parse(his.received[1])->get("MSH", 10) == id);
    setting.mailbox.id = core::MailboxId::parse("stroke-unit").value();
    CHECK(std::holds_alternative<Delivered>(tell(setting, his)));
    CHECK(hl7::Message::parse(his.received[2])->get("MSH", 10) != id);
    CHECK_THAT(his.received[0], Catch::Contains("Brandstätter"));
}

TEST_CASE("a folder for documents that hangs holds up its own receiver, and not the server") {
    ChannelSetting setting;
    Answering his{setting, hl7::Verdict::accepted};
    const test::TemporaryDirectory folder{"vorab-hanging-share"};
    his.config.message = hospital_server::his::Message::mdm_file;
    his.config.folder = folder.path();
    // A pipe that nobody reads: opening it hangs, as a share whose server is gone.
    const auto pipe = folder.path() / (setting.job.case_id.str() + "-1.pdf.part");
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::promise<void> went_on;
    const auto ticks = [](std::promise<void>& done) -> async::Task<void> {
        for (int i = 0; i < 50; ++i) co_await async::sleep_for(20ms);
        done.set_value();
    };
    async::TaskGroup group{setting.loop.get_executor(), setting.log, "ticks"};
    group.spawn(ticks(went_on));
    auto reader = std::async(std::launch::async, [&pipe, seen = went_on.get_future()]() mutable {
        const bool in_time = seen.wait_for(15s) == std::future_status::ready;
        const int end = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
        return std::pair{in_time, end};
    });
    const auto delivery = tell(setting, his);
    const auto [in_time, end] = reader.get();
    ::close(end);
    CHECK(in_time);
    CHECK(std::holds_alternative<RetryLater>(delivery));  // a pipe cannot be made durable
    CHECK(his.received.empty());
}

TEST_CASE("AE is tried five times, AR is for a person, silence is tried for ever") {
    ChannelSetting setting;
    Answering error{setting, hl7::Verdict::error};
    CHECK(std::get<RetryLater>(tell(setting, error)).peer_works);  // the others need not wait
    setting.job.attempts = 4;
    CHECK(std::holds_alternative<Rejected>(tell(setting, error)));
    Answering rejected{setting, hl7::Verdict::rejected};
    CHECK(std::holds_alternative<Rejected>(tell(setting, rejected)));
    setting.job.attempts = 400;
    Answering silent{setting, std::nullopt};
    CHECK(!std::get<RetryLater>(tell(setting, silent)).peer_works);
    silent.config.port = test::free_port();
    CHECK(std::holds_alternative<RetryLater>(tell(setting, silent)));
}

TEST_CASE("a case that is gone is told to nobody") {
    ChannelSetting setting;
    Answering his{setting, hl7::Verdict::accepted};
    setting.job.case_id = core::new_case_id();
    CHECK(std::holds_alternative<Rejected>(tell(setting, his)));
    CHECK(his.received.empty());
}

namespace {
/// ED software: answers with `status` and keeps what it was asked.
struct Software {
    explicit Software(ChannelSetting& in, int with)
        : status(with),
          server(
              in.loop.get_executor(), loopback(), [this](http::Request& request) { return take(request); }, in.log) {}
    static http::ServerOptions loopback() {
        http::ServerOptions options;
        options.address = "127.0.0.1";
        return options;
    }
    async::Task<http::Response> take(http::Request& request) {
        const auto body = co_await request.body->read_all(1024);
        asked = request.path + "?";
        for (const auto& [name, value] : request.query) asked += name + "=" + value + "&";
        asked += " " + body.value() + " " + request.content_type() + " " +
                 std::string{request.headers.find("Idempotency-Key").value_or("")};
        co_return http::empty_response(status);
    }
    int status;
    std::string asked;
    http::Server server;
};

async::Task<void> ask(ChannelSetting& setting, Software& software, outbox::Channel& channel,
                      outbox::Delivery& delivery) {
    async::TaskGroup tasks{setting.loop.get_executor(), setting.log, "server"};
    tasks.spawn(software.server.run());
    delivery = co_await channel.deliver(setting.job);
    co_await software.server.drain(0ms);
    co_await tasks.drain(0ms);
}

outbox::Delivery request(ChannelSetting& setting, Software& software, const std::string& path, bool with_mailbox) {
    hospital_server::WebRequestConfig config;
    config.peer.url = "http://127.0.0.1:" + std::to_string(software.server.port()) + path;
    config.peer.addresses = http::AddressRule{};
    config.with_mailbox = with_mailbox;
    const auto channel =
        channels::make_web_request_channel(setting.loop.get_executor(), config, setting.mailbox_id, setting.clock);
    outbox::Delivery delivery;
    setting.run(ask(setting, software, *channel, delivery));
    return delivery;
}
}  // namespace

TEST_CASE("ED software is told the case's id, and nothing of the patient") {
    ChannelSetting setting;
    const std::string id = setting.case_id.str();
    Software software{setting, 204};
    CHECK(std::holds_alternative<Delivered>(request(setting, software, "/vorab", false)));
    CHECK(software.asked ==
          "/vorab?id=" + id + "& nida_id=" + id + " application/x-www-form-urlencoded zna-musterstadt-7");
    Software second{setting, 200};
    CHECK(std::holds_alternative<Delivered>(request(setting, second, "/x?key=1", true)));
    CHECK_THAT(second.asked, Catch::StartsWith("/x?key=1&id=" + id + "&mailbox=zna-musterstadt& "));
}

TEST_CASE("ED software that cannot now is asked again, one that will not is not") {
    ChannelSetting setting;
    for (const int status : {500, 503, 429, 408}) {
        Software software{setting, status};
        CHECK(std::holds_alternative<RetryLater>(request(setting, software, "/", false)));
    }
    for (const int status : {400, 401, 404, 302}) {
        Software software{setting, status};
        CHECK(std::holds_alternative<Rejected>(request(setting, software, "/", false)));
    }
}

namespace {
async::Task<void> announce(ChannelSetting& setting, test::PrivateMosquitto& broker) {
    bus::BusOptions options;
    options.uri = broker.uri();
    options.client_id = "channel-test";
    bus::Publisher publisher{setting.loop.get_executor(), options, setting.log};
    const auto channel = channels::make_mqtt_channel(publisher, setting.mailbox);
    for (int attempt = 0; attempt < 1000 && !publisher.connected(); ++attempt) {
        co_await async::sleep_for(10ms);
    }
    test::PrivateMosquitto::Listener listener{broker, "vorab/#", 1};
    const auto delivery = co_await channel->deliver(setting.job);
    CHECK(std::holds_alternative<Delivered>(delivery));
    const std::string lines = listener.lines();
    CHECK_THAT(lines, Catch::Contains("vorab/zna-musterstadt/cases/" + setting.case_id.str() + "/announced {"));
    CHECK_THAT(lines, Catch::Contains("\"priority\":\"sk1\""));
    CHECK_THAT(lines, !Catch::Contains("Brandst") && !Catch::Contains("STEMI"));
    broker.stop();
    const auto later = co_await channel->deliver(setting.job);
    CHECK(std::holds_alternative<RetryLater>(later));
}
}  // namespace

TEST_CASE("everybody else hears an event without a patient's data, or hears it later") {
    ChannelSetting setting;
    test::PrivateMosquitto broker;
    broker.start();
    setting.run(announce(setting, broker));
}
