// The shipped example files are the manual of both servers: they must be read as they are.
#include "gateway/config.hpp"

#include <algorithm>
#include <regex>

#include "hospital_server/config.hpp"
#include "tests/record/examples.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"

using namespace vorab;
using Problems = std::vector<std::string>;

namespace {
/// The example, installed: every path that it names exists, below a folder of the test's own.
class Installed {
  public:
    explicit Installed(const char* example, const std::string& further = {})
        : text_(test::read_text(example) + "\n" + further) {
        const std::regex path{"\"(/[^\"]+)\""};
        std::string moved;
        std::sregex_iterator next{text_.begin(), text_.end(), path};
        auto from = text_.cbegin();
        for (; next != std::sregex_iterator{}; ++next) {
            moved.append(from, (*next)[1].first);
            moved += put((*next)[1].str());
            from = (*next)[1].second;
        }
        moved.append(from, text_.cend());
        text_ = std::move(moved);
    }

    Installed& replace(const std::string& what, const std::string& by) {
        const auto at = text_.find(what);
        if (at == std::string::npos) throw std::runtime_error("the example has no " + what);
        text_.replace(at, what.size(), by);
        return *this;
    }

    std::filesystem::path file() const { return folder_.write("vorab.toml", text_); }

  private:
    std::string put(const std::string& path) {
        std::string flat = path;
        std::ranges::replace(flat, '/', '_');
        const bool is_folder = path.starts_with("/usr/share");
        if (is_folder) std::filesystem::create_directory(folder_.path() / flat);
        const bool is_key = path.ends_with(".hmac") || path.ends_with(".secret");  // these must be long
        const std::string secret = is_key ? std::string(40, 'k') : "a secret";
        return is_folder ? (folder_.path() / flat).string() : folder_.write(flat, secret + "\n").string();
    }

    test::TemporaryDirectory folder_{"vorab-config"};
    std::string text_;
};

template <class Answer>
std::string problems_of(const Answer& answer) {
    std::string all;
    if (const auto* problems = std::get_if<Problems>(&answer)) {
        for (const auto& problem : *problems) all += problem + "\n";
    }
    return all;
}

std::string gateway_problems(const Installed& installed) { return problems_of(gateway::read_config(installed.file())); }
std::string hospital_problems(const Installed& installed) {
    return problems_of(hospital_server::read_config(installed.file()));
}
constexpr auto gateway_example = "deploy/gateway.example.toml";
constexpr auto hospital_example = "deploy/hospital.example.toml";
}  // namespace

TEST_CASE("the gateway's example is read, value by value") {
    const Installed installed{gateway_example};
    const auto answer = gateway::read_config(installed.file());
    INFO(problems_of(answer));
    REQUIRE(answer.index() == 0);
    const auto& config = std::get<0>(answer);
    CHECK(config.issuer == "https://gateway.example:8443");
    CHECK(config.port == 8443);
    CHECK(config.operations_address == "127.0.0.1");
    CHECK(config.hosts == std::vector<std::string>{"gateway.example"});
    CHECK(config.database.password.reveal() == "a secret");
    CHECK(config.token_lifetime == std::chrono::hours{12});
    CHECK(config.parking == std::chrono::hours{3});
    CHECK(!config.tls.allow_tls_1_2);
    CHECK(config.bodies.all == 64 * 1024 * 1024);
    CHECK(config.bodies.of_one == 16 * 1024 * 1024);
}

TEST_CASE("the hospital's example is read, value by value") {
    const Installed installed{hospital_example};
    const auto answer = hospital_server::read_config(installed.file());
    INFO(problems_of(answer));
    REQUIRE(answer.index() == 0);
    const auto& config = std::get<0>(answer);
    CHECK(config.intake_port == 9443);
    CHECK(config.intake_tls.client_ca);
    CHECK(!config.tls.client_ca);
    CHECK(config.intake_bodies.all == 64 * 1024 * 1024);
    CHECK(config.bodies.of_one == 16 * 1024 * 1024);
    CHECK(config.envelopes_at_once == 4);
    REQUIRE(config.mailboxes.size() == 1);
    CHECK(config.mailboxes[0].id.str() == "zna-musterstadt");
    CHECK(config.mailboxes[0].database.database == "vorab_mb_zna_musterstadt");
    CHECK(config.mailboxes[0].keys.size() == 1);
    CHECK(config.hl7.at(0).port == 2575);
    REQUIRE(config.alarms.servers.size() == 1);
    CHECK(config.alarms.servers[0].profile.name.view() == "daks");
    REQUIRE(config.alarms.servers[0].peers.size() == 2);
    CHECK(config.alarms.servers[0].peers[1].user == "vorab2");
    CHECK(config.alarms.servers[0].peers[1].tls->name == "alarm-2.example");
    REQUIRE(config.alarms.rules.size() == 1);
    CHECK(config.alarms.rules[0].chain.size() == 3);
    CHECK(config.alarms.rules[0].chain[2].last_resort);
    CHECK(config.alarms.rules[0].lead == std::chrono::minutes{15});
    CHECK(config.alarms.servers[0].longest_trace == 16 * 1024 * 1024);
    REQUIRE(config.alarms.technician);
    CHECK(config.alarms.technician->to == "7099");
    CHECK(config.alarms.technician->failures == 2);
    CHECK(config.web_requests.at(0).peer.url == "https://ed.example/vorab");
    REQUIRE(config.mqtt);
    CHECK(config.mqtt->password.reveal() == "a secret");
    REQUIRE(config.directory);
    CHECK(config.directory->bind_password.reveal() == "a secret");
    CHECK(config.directory->groups.at(1).roles.size() == 2);
    REQUIRE(config.openid);
    CHECK(config.openid->callback == "https://vorab.klinik.example:1443/api/v1/session/openid/callback");
}

TEST_CASE("no client may have all the room for bodies to itself") {
    Installed gateway{gateway_example};
    gateway.replace("body_mebibytes_per_client = 16", "body_mebibytes_per_client = 64");
    CHECK_THAT(problems_of(gateway::read_config(gateway.file())),
               Catch::Contains("server.body_mebibytes_per_client: less than body_mebibytes"));
    Installed hospital{hospital_example};
    hospital.replace("body_mebibytes = 64", "body_mebibytes = 12")
        .replace("envelopes_per_sender = 4", "envelopes_per_sender = 0");
    const auto problems = problems_of(hospital_server::read_config(hospital.file()));
    CHECK_THAT(problems, Catch::Contains("server.body_mebibytes_per_client: less than body_mebibytes"));
    CHECK_THAT(problems, Catch::Contains("intake.envelopes_per_sender"));
}

TEST_CASE("what is ready for a hospital information system is read beside the example") {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator{"deploy/his"}) {
        const Installed installed{hospital_example, test::read_text(file.path())};
        const auto answer = hospital_server::read_config(installed.file());
        INFO(file.path() << "\n" << problems_of(answer));
        REQUIRE(answer.index() == 0);
        const auto& config = std::get<0>(answer);
        const auto name = file.path().stem().string();
        CHECK(config.hl7.back().target == name);
        CHECK(config.hl7_listeners.back().name == name);
        ++count;
    }
    CHECK(count == 6);
}

TEST_CASE("a provider that is not asked over TLS is told") {
    Installed installed{hospital_example};
    installed.replace("\"https://login.", "\"http://login.").replace("\"https://vorab.", "\"http://vorab.");
    const auto problems = hospital_problems(installed);
    CHECK_THAT(problems, Catch::Contains("openid.issuer: https://") && Catch::Contains("openid.tracker_url: https://"));
}

TEST_CASE("a directory that would not be safe or could admit nobody is told") {
    Installed installed{hospital_example};
    installed.replace("ldaps://dc2", "http://dc2")
        .replace("mailboxes = [\"zna-musterstadt\"]\n\n[[directory", "mailboxes = [\"elsewhere\"]\n\n[[directory");
    installed.replace("roles = [\"archive\"", "roles = [\"everything\"");
    const auto problems = hospital_problems(installed);
    CHECK_THAT(problems, Catch::Contains("directory.url: ldaps://") && Catch::Contains("a group names elsewhere") &&
                             Catch::Contains("a role is one of"));
}

TEST_CASE("a key that nobody knows is told, with its line") {
    Installed gateway{gateway_example};
    gateway.replace("hosts = ", "hots = ");
    CHECK_THAT(gateway_problems(gateway), Catch::Contains("vorab.toml:") && Catch::Contains("hots"));
    Installed hospital{hospital_example};
    hospital.replace("last_resort = ", "last_hope = ");
    CHECK_THAT(hospital_problems(hospital), Catch::Contains("last_hope"));
}

TEST_CASE("what a gateway cannot run with is told, all at once") {
    Installed installed{gateway_example};
    installed.replace("\"https://gateway.example:8443\"", "\"http://gateway.example/\"")
        .replace("\"info\"", "\"chatty\"")
        .replace("parking_hours = 3", "parking_hours = 4")
        .replace("lifetime_seconds = 43200", "lifetime_seconds = 50000");
    const auto problems = gateway_problems(installed);
    for (const char* key : {"issuer", "log_level", "parking_hours", "lifetime_seconds"})
        CHECK_THAT(problems, Catch::Contains(key));
}

TEST_CASE("what a hospital cannot run with is told, all at once") {
    Installed installed{hospital_example};
    installed.replace("id = \"zna-musterstadt\"", "id = \"ZNA Musterstadt\"")
        .replace("profile = \"daks\"", "profile = \"pager\"")
        .replace("port = 9443", "port = 94430");
    const auto problems = hospital_problems(installed);
    for (const char* key : {"mailbox", "profile", "port"}) CHECK_THAT(problems, Catch::Contains(key));
}

TEST_CASE("an alarm rule that could call nobody is told before it has to") {
    Installed installed{hospital_example};
    installed.replace("to = \"7001\"", "to = \"Schockraum\"")
        .replace("[\"sk1\"]", "[\"sk4\"]")
        .replace("{age} J.", "{name}")
        .replace("\"mass_casualty\"", "\"mass_hysteria\"")
        .replace("last_resort = \"7900\"", "last_resort = \"79000\"")
        .replace("# hours = \"16:30-07:00\"", "hours = \"16:30\"");
    const auto problems = hospital_problems(installed);
    for (const char* key : {"alarm_rule.to", "priorities", "placeholders", "mass_hysteria", "last_resort", "hours"})
        CHECK_THAT(problems, Catch::Contains(key));
    Installed elsewhere{hospital_example};
    elsewhere.replace("server = \"daks\"", "server = \"pager\"")
        .replace("mailboxes = []\npriorities", "mailboxes = [\"other\"]\npriorities");
    CHECK_THAT(hospital_problems(elsewhere), Catch::Contains("alarm_rule.server") && Catch::Contains("no mailbox"));
}

TEST_CASE("a technician who could not be called is told before anything fails") {
    Installed installed{hospital_example};
    installed.replace("to = \"7099\"", "to = \"Technik\"").replace("failures = 2", "failures = 0");
    CHECK_THAT(hospital_problems(installed),
               Catch::Contains("technical_alarm.to") && Catch::Contains("technical_alarm.failures"));
}

TEST_CASE("an information system's profile says what it gets; one that fetches files must say from where") {
    Installed installed{hospital_example};
    const auto example = hospital_server::read_config(installed.file());
    REQUIRE(example.index() == 0);
    const auto& usual = std::get<0>(example).hl7.at(0);
    CHECK(usual.when == hospital_server::his::When::link);
    CHECK(usual.message == hospital_server::his::Message::mdm_content);
    CHECK(usual.later == hospital_server::his::Later::replacement);
    CHECK(usual.cancels);
    CHECK(!usual.tls);
    installed.replace("message = \"MDM^T02\"", "message = \"MDM^T01\"")
        .replace("# [hl7.tls]\n", "[hl7.tls]\ncertificate = \"/one/without/its/key\"\n")
        .replace("pdf_dialect = \"german\"", "pdf_dialect = \"french\"");
    const auto problems = hospital_problems(installed);
    for (const char* key : {"folder", "ca", "certificate", "pdf_dialect"}) CHECK_THAT(problems, Catch::Contains(key));
}

TEST_CASE("the example's periods are the usual ones, and none may be longer than the law or the mission says") {
    const auto example = hospital_server::read_config(Installed{hospital_example}.file());
    const auto usual = hospital_server::retention::usual_schedule();
    REQUIRE(example.index() == 0);
    for (std::size_t i = 0; i < usual.classes.size(); ++i) {
        const auto& read = std::get<0>(example).retention.classes.at(i);
        CHECK(read.rule == usual.classes[i].rule);
        CHECK(read.start == usual.classes[i].start);
        CHECK(read.period == usual.classes[i].period);
        CHECK(read.waiting == usual.classes[i].waiting);
    }
    Installed installed{hospital_example};
    installed.replace("\"3 hours\"", "\"4 hours\"")
        .replace("\"120 days\"", "\"121 days\"")
        .replace("\"30 days\"", "\"200 days\"")
        .replace("start = \"last_change\"", "start = \"birth\"")
        .replace("class = \"usage_data\"", "class = \"sign_ins\"")
        .replace("\"3 years\"", "\"for ever\"");
    const auto problems = hospital_problems(installed);
    for (const char* words : {"at most 3 hours", "at most 120 days", "waiting", "start: one of last_change received",
                              "this class has its row already", "a period is written"})
        CHECK_THAT(problems, Catch::Contains(words));
    Installed unknown{hospital_example};
    unknown.replace("class = \"usage_data\"", "class = \"everything\"");
    CHECK_THAT(hospital_problems(unknown), Catch::Contains("there is no such class"));
}

TEST_CASE("a file that is not there, or is no TOML, is the first problem") {
    CHECK(!problems_of(gateway::read_config("/no/such/file.toml")).empty());
    CHECK(!problems_of(hospital_server::read_config("/no/such/file.toml")).empty());
    Installed installed{hospital_example};
    installed.replace("[server]", "[server");
    CHECK_THAT(hospital_problems(installed), Catch::Contains("vorab.toml"));
}
