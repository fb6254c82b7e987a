#include "gateway/token/endpoint.hpp"

#include "common/signing/jws.hpp"
#include "tests/gateway/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {
constexpr auto form_type = "application/x-www-form-urlencoded";
constexpr auto grant = "grant_type=client_credentials";
constexpr auto assertion_of =
    "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";

struct EndpointSetting : test::GatewaySetting {
    EndpointSetting() {
        const std::string jwk = json::serialize(own.public_key().to_jwk());
        const std::string now = database::to_sql(clock.now());
        connection.execute(
            "INSERT INTO client (id, organisation, public_jwk, created_at) VALUES ('by-key', 'By key', ?, ?)",
            {jwk, now});
        load();
    }

    http::Response ask(const std::string& body, std::optional<std::string> authorization = {},
                       const std::string& type = form_type) {
        test::MadeRequest made{http::Method::post, body, type};
        if (authorization) made.with("Authorization", *authorization);
        http::Response response;
        made.request.peer.address = address;
        run(ask(made.request, response));
        return response;
    }
    async::Task<void> ask(http::Request& request, http::Response& response) {
        response = co_await endpoint.answer(request);
    }

    json::object claims() {
        const auto now = core::unix_seconds(clock.now());
        return {{"iss", "by-key"},
                {"sub", "by-key"},
                {"aud", test::gateway_name},
                {"exp", now + 120},
                {"jti", "assertion-" + std::to_string(++assertions)}};
    }
    http::Response assert_with(const json::object& with) { return assert_with(with, own); }
    http::Response assert_with(const json::object& with, const signing::PrivateKey& key) {
        return ask(std::string{grant} + assertion_of +
                   signing::sign_compact({{"kid", "any"}}, json::serialize(with), key));
    }
    http::Response assert_changed(const char* name, json::value value) {
        auto with = claims();
        with[name] = std::move(value);
        return assert_with(with);
    }

    int assertions = 0;
    std::string address = "192.0.2.1";
    signing::PrivateKey own = signing::PrivateKey::generate(signing::KeyType::p256);
    gateway::TokenEndpoint endpoint{issuer, directory, database, audit, clock};
};

std::string basic(const std::string& client, const std::string& secret) {
    return "Basic " + core::to_base64(core::bytes_of(client + ":" + secret));
}

json::object body_of(const http::Response& response) { return core::parse_json_object(response.body).value(); }

void check_refused(const http::Response& response, int status, const char* error) {
    CHECK(response.status == status);
    CHECK(body_of(response).at("error") == error);
}
}  // namespace

TEST_CASE("a client with its secret gets a token that the gateway takes") {
    EndpointSetting setting;
    const auto response = setting.ask(grant, basic("service", test::known_secret));
    REQUIRE(response.status == 200);
    CHECK(response.headers.find("Cache-Control") == "no-store");
    const auto body = body_of(response);
    CHECK(body.at("token_type") == "Bearer");
    CHECK(body.at("expires_in") == 43'200);
    CHECK(setting.issuer.verify(body.at("access_token").as_string()).value().client == setting.client);
}

TEST_CASE("id and secret may be form-encoded before they are joined, as RFC 6749 says, or not, as people do") {
    EndpointSetting setting;
    const std::string chosen = "chosen by an operator: 50%+1 of it, 32 characters";
    const auto sha256 = signing::sha256(core::bytes_of(chosen));
    const std::string now = database::to_sql(setting.clock.now());
    setting.connection.execute(
        "INSERT INTO client (id, organisation, secret_sha256, created_at) VALUES ('rd-1', 'RD', ?, ?)",
        {core::BytesView{sha256}, now});
    setting.load();
    CHECK(setting.ask(grant, basic("rd-1", chosen)).status == 200);
    const std::string encoded = "chosen+by%20an+operator%3A+50%25%2B1+of+it%2C+32+characters";
    CHECK(setting.ask(grant, basic("rd%2D1", encoded)).status == 200);
    check_refused(setting.ask(grant, basic("rd%2D1", "chosen+by")), 401, "invalid_client");
    check_refused(setting.ask(grant, basic("rd%2", chosen)), 401, "invalid_client");
}

TEST_CASE("a wrong secret, an unknown client and one without a secret are refused alike, and audited") {
    EndpointSetting setting;
    check_refused(setting.ask(grant, basic("service", "wrong")), 401, "invalid_client");
    check_refused(setting.ask(grant, basic("nobody", test::known_secret)), 401, "invalid_client");
    check_refused(setting.ask(grant, basic("by-key", "")), 401, "invalid_client");
    check_refused(setting.ask(grant, basic("no valid id/", "x")), 401, "invalid_client");
    check_refused(setting.ask(grant, "Basic !!!!"), 401, "invalid_client");
    check_refused(setting.ask(grant, "Basic " + core::to_base64(core::bytes_of("no colon"))), 401, "invalid_client");
    check_refused(setting.ask(grant, "Digest x"), 401, "invalid_client");
    check_refused(setting.ask(grant), 401, "invalid_client");
    CHECK(setting.count("SELECT COUNT(*) FROM audit WHERE event = 'token.refused' AND peer = '192.0.2.1'") == 8);
}

TEST_CASE("a disabled client gets no token") {
    EndpointSetting setting;
    setting.connection.execute("UPDATE client SET disabled = TRUE");
    setting.load();
    check_refused(setting.ask(grant, basic("service", test::known_secret)), 401, "invalid_client");
    check_refused(setting.assert_with(setting.claims()), 401, "invalid_client");
}

TEST_CASE("a request out of form is told so") {
    EndpointSetting setting;
    const std::string right = basic("service", test::known_secret);
    CHECK(setting.ask(grant, right, "application/json").status == 415);
    check_refused(setting.ask("grant_type=password", right), 400, "unsupported_grant_type");
    check_refused(setting.ask("", right), 400, "invalid_request");
    check_refused(setting.ask("scope=send", right), 400, "invalid_request");
    check_refused(setting.ask("grant_type=%zz", right), 400, "invalid_request");
    check_refused(setting.ask(std::string{grant} + "&" + grant, right), 400, "invalid_request");
    CHECK(setting.ask(std::string(17'000, 'x'), right).status == 413);
}

TEST_CASE("a client with a key signs an assertion and gets a token") {
    EndpointSetting setting;
    const auto response = setting.assert_with(setting.claims());
    REQUIRE(response.status == 200);
    const auto token = std::string{body_of(response).at("access_token").as_string()};
    CHECK(setting.issuer.verify(token).value().client.str() == "by-key");
}

TEST_CASE("J13 an assertion is good for one use") {
    EndpointSetting setting;
    const auto claims = setting.claims();
    CHECK(setting.assert_with(claims).status == 200);
    check_refused(setting.assert_with(claims), 401, "invalid_client");  // another signature, the same jti
    setting.clock.time += 100s;
    check_refused(setting.assert_with(claims), 401, "invalid_client");
}

TEST_CASE("J13 an assertion is for this gateway, by this client, for a short time") {
    EndpointSetting setting;
    const auto now = core::unix_seconds(setting.clock.now());
    const auto refused = [&](const http::Response& response) { check_refused(response, 401, "invalid_client"); };
    refused(setting.assert_changed("aud", "https://elsewhere.example"));
    refused(setting.assert_changed("aud", "https://gateway.example:8443/oauth2/token"));
    refused(setting.assert_changed("aud", json::array{test::gateway_name}));
    refused(setting.assert_changed("exp", now + 3600));
    refused(setting.assert_changed("exp", now - 61));
    refused(setting.assert_changed("iss", "service"));
    refused(setting.assert_changed("sub", "service"));
    refused(setting.assert_changed("jti", ""));
    refused(setting.assert_changed("nbf", now + 61));
    refused(setting.assert_changed("iat", now + 61));
    auto without = setting.claims();
    without.erase("jti");
    refused(setting.assert_with(without));
    const auto other = signing::PrivateKey::generate(signing::KeyType::p256);
    refused(setting.assert_with(setting.claims(), other));
    refused(setting.ask(std::string{grant} + assertion_of + "a.b.c"));
    refused(setting.ask(std::string{grant} + assertion_of));
    CHECK(setting.count("SELECT COUNT(*) FROM used_assertion") == 0);
    CHECK(setting.assert_with(setting.claims()).status == 200);  // what all of these changed
}

TEST_CASE("an assertion may say more than is asked for, and count fractions of seconds") {
    EndpointSetting setting;
    const auto now = static_cast<double>(core::unix_seconds(setting.clock.now()));
    CHECK(setting.assert_changed("device", "RTW 83/1").status == 200);
    CHECK(setting.assert_changed("exp", now + 60.5).status == 200);
    CHECK(setting.assert_changed("iat", now + 0.25).status == 200);
    for (const json::value& odd : {json::value(-1), json::value(1e300), json::value("1795394000"), json::value(true)})
        check_refused(setting.assert_changed("exp", odd), 401, "invalid_client");
    check_refused(setting.assert_changed("nbf", "now"), 401, "invalid_client");
}

TEST_CASE("who has signed an assertion is told what is wrong with it, and nobody else") {
    EndpointSetting setting;
    const auto detail = [](const http::Response& response) {
        return std::string{body_of(response).at("detail").as_string()};
    };
    CHECK(detail(setting.assert_changed("aud", "https://elsewhere.example")).starts_with("aud of the assertion"));
    CHECK(detail(setting.assert_changed("exp", 1)).starts_with("the assertion must hold now"));
    CHECK(detail(setting.assert_changed("jti", "")).starts_with("jti"));
    const auto claims = setting.claims();
    CHECK(setting.assert_with(claims).status == 200);
    CHECK(detail(setting.assert_with(claims)).starts_with("this assertion was used before"));
    const auto other = signing::PrivateKey::generate(signing::KeyType::p256);
    CHECK(detail(setting.assert_with(claims, other)) == "the assertion does not hold");
}

TEST_CASE("one way to authenticate, not two") {
    EndpointSetting setting;
    const std::string assertion =
        signing::sign_compact({{"kid", "any"}}, json::serialize(setting.claims()), setting.own);
    const auto both = setting.ask(std::string{grant} + assertion_of + assertion, basic("service", test::known_secret));
    check_refused(both, 400, "invalid_request");
    CHECK(setting.count("SELECT COUNT(*) FROM used_assertion") == 0);
}

TEST_CASE("J13 an assertion without kid will do: the client has one key") {
    EndpointSetting setting;
    const auto with_header = [&](const json::object& header) {
        return setting.ask(std::string{grant} + assertion_of +
                           signing::sign_compact(header, json::serialize(setting.claims()), setting.own));
    };
    CHECK(with_header({}).status == 200);
    CHECK(with_header({{"typ", "JWT"}}).status == 200);
    CHECK(with_header({{"typ", "client-authentication+jwt"}}).status == 200);
    CHECK(with_header({{"kid", ""}}).status == 401);
    CHECK(with_header({{"typ", "at+jwt"}}).status == 401);
    CHECK(with_header({{"jku", "https://elsewhere.example"}}).status == 401);
}

TEST_CASE("J12 a token has the scopes that were asked for, of those that the client has") {
    EndpointSetting setting;
    setting.connection.execute("UPDATE client SET scopes = 'send positions' WHERE id = 'service'");
    setting.load();
    const std::string right = basic("service", test::known_secret);
    CHECK(body_of(setting.ask(grant, right)).at("scope") == "send positions");
    const auto narrow = body_of(setting.ask(std::string{grant} + "&scope=positions", right));
    CHECK(narrow.at("scope") == "positions");
    const auto sender = setting.issuer.verify(narrow.at("access_token").as_string()).value();
    CHECK(sender.scopes == gateway::Scopes{gateway::Scope::positions});
    for (const char* scope : {"assignments", "send+assignments", "nonsense", ""})
        check_refused(setting.ask(std::string{grant} + "&scope=" + scope, right), 400, "invalid_scope");
}

TEST_CASE("a client_id beside the credentials names the same client") {
    EndpointSetting setting;
    const std::string right = basic("service", test::known_secret);
    CHECK(setting.ask(std::string{grant} + "&client_id=service", right).status == 200);
    check_refused(setting.ask(std::string{grant} + "&client_id=by-key", right), 400, "invalid_request");
}

namespace {
struct Flooded : EndpointSetting {
    http::Response wrong(const std::string& name = "service") { return ask(grant, basic(name, "wrong")); }
    http::Response right() { return ask(grant, basic("service", test::known_secret)); }
    std::int64_t rows() { return count("SELECT COUNT(*) FROM audit"); }
};
}  // namespace

TEST_CASE(
    "guessing the secret of one client is slowed from wherever it comes, and the client gets its token all the same") {
    Flooded setting;
    for (int i = 0; i < 19; ++i) {
        setting.address = "198.51.100." + std::to_string(i);
        CHECK(setting.wrong().status == 401);
    }
    const auto twentieth = setting.wrong();
    CHECK(twentieth.status == 429);
    CHECK(twentieth.headers.find("Retry-After"));
    CHECK(setting.count("SELECT COUNT(*) FROM audit WHERE event = 'token.slowed' AND client = 'service'") == 1);
    const auto before = setting.rows();
    for (int i = 0; i < 50; ++i) CHECK(setting.wrong().status == 429);
    CHECK(setting.rows() == before);  // a flood of guesses is no flood of rows
    setting.address = "203.0.113.7";
    CHECK(setting.right().status == 200);
    CHECK(setting.assert_with(setting.claims()).status == 200);  // and so does any other
}

TEST_CASE("an address that guesses is slowed, but for the clients that had been there before") {
    Flooded setting;
    CHECK(setting.right().status == 200);  // known there from now on
    int tries = 0;                         // two hundred, and what time gives back meanwhile
    while (tries < 2'000 && setting.wrong("nobody-" + std::to_string(tries)).status == 401) ++tries;
    CHECK(tries >= 199);
    CHECK(tries < 2'000);
    CHECK(setting.right().status == 200);
    CHECK(setting.assert_with(setting.claims()).status == 429);  // right, but never seen there
    gateway::TokenEndpoint other_instance{setting.issuer, setting.directory, setting.database, setting.audit,
                                          setting.clock};
    setting.address = "203.0.113.7";
    CHECK(setting.assert_with(setting.claims()).status == 200);
}

TEST_CASE("an address is known for a week, at every instance") {
    Flooded setting;
    gateway::Throttle one{{}, setting.database, setting.clock};
    gateway::Throttle another{{}, setting.database, setting.clock};
    const auto knows = [&](const char* address) {
        bool known = false;
        const auto ask = [](gateway::Throttle& throttle, core::ClientId client, std::string from,
                            bool& answer) -> async::Task<void> {
            answer = co_await throttle.knows(std::move(client), std::move(from));
        };
        setting.run(ask(another, setting.client, address, known));
        return known;
    };
    setting.run(one.note(setting.client, "192.0.2.9"));
    CHECK(knows("192.0.2.9"));
    CHECK(!knows("192.0.2.8"));
    setting.clock.time += std::chrono::days{7};
    CHECK(!knows("192.0.2.9"));
    gateway::Throttle::forget(setting.connection, setting.clock.now() + 1s);
    CHECK(setting.count("SELECT COUNT(*) FROM known_address") == 0);
}
