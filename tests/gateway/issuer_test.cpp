#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/jws.hpp"
#include "gateway/token/bearer.hpp"
#include "tests/gateway/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
using core::Problem;

namespace {
struct Tokens {
    test::MovedClock clock;
    signing::PrivateKey key = signing::PrivateKey::generate(signing::KeyType::p256);
    gateway::TokenIssuer issuer{test::gateway_name, {key}, 12h, clock};
    core::ClientId client = core::ClientId::parse("service").value();

    json::object claims() const {
        const auto now = core::unix_seconds(clock.now());
        return {{"iss", test::gateway_name}, {"aud", test::gateway_name},
                {"sub", "service"},          {"client_id", "service"},
                {"scope", "send"},           {"iat", now},
                {"exp", now + 43'200},       {"jti", "one"}};
    }
    json::object header() const { return {{"typ", "at+jwt"}, {"kid", key.public_key().thumbprint()}}; }
    std::string sign(const json::object& with_header, const json::object& with_claims) const {
        return signing::sign_compact(with_header, json::serialize(with_claims), key);
    }
    std::string sign(const json::object& with_claims) const { return sign(header(), with_claims); }
    bool takes(const std::string& token) {
        const auto sender = issuer.verify(token);
        if (!sender) CHECK(sender.error().problem == Problem::unauthenticated);
        return sender.has_value();
    }
    bool takes_claim(const char* name, json::value value) {
        auto changed = claims();
        changed[name] = std::move(value);
        return takes(sign(changed));
    }
    bool takes_header(const char* name, json::value value) {
        auto changed = header();
        changed[name] = std::move(value);
        return takes(sign(changed, claims()));
    }
};

std::string text64(std::string_view text) { return core::to_base64url(core::bytes_of(text)); }

/// The same token under another header, its signature left as it is.
std::string with_header(const std::string& token, const json::object& header) {
    return text64(json::serialize(header)) + token.substr(token.find('.'));
}
}  // namespace

TEST_CASE("a token that was issued is verified, also the second time, and names its client") {
    Tokens tokens;
    const std::string token = tokens.issuer.issue(tokens.client);
    for (int i = 0; i < 2; ++i) {
        const auto sender = tokens.issuer.verify(token);
        REQUIRE(sender);
        CHECK(sender->client == tokens.client);
        CHECK(sender->expires_at == tokens.clock.now() + 12h);
    }
    CHECK(tokens.takes(tokens.sign(tokens.claims())));  // what the refusals below change
}

TEST_CASE("a remembered token ends with its time") {
    Tokens tokens;
    const std::string token = tokens.issuer.issue(tokens.client);
    CHECK(tokens.takes(token));
    tokens.clock.time += 12h + 59s;
    CHECK(tokens.takes(token));
    tokens.clock.time += 2s;
    CHECK(!tokens.takes(token));
    CHECK(!tokens.takes(token));  // forgotten, and read afresh
}

TEST_CASE("J1 no algorithm is no token") {
    Tokens tokens;
    const std::string token = tokens.issuer.issue(tokens.client);
    for (const char* none : {"none", "None", "nOnE"}) {
        auto header = tokens.header();
        header["alg"] = none;
        CHECK(!tokens.takes(with_header(token, header)));
        CHECK(!tokens.takes(text64(json::serialize(header)) + "." + text64(json::serialize(tokens.claims())) + "."));
    }
    CHECK(!tokens.takes(with_header(token, tokens.header())));
}

TEST_CASE("J2 the public key is no secret") {
    Tokens tokens;
    for (const char* algorithm : {"HS256", "RS256", "ES384", "EdDSA"}) {
        auto header = tokens.header();
        header["alg"] = algorithm;
        const std::string input = text64(json::serialize(header)) + "." + text64(json::serialize(tokens.claims()));
        const std::string published = json::serialize(tokens.key.public_key().to_jwk());
        const auto mac = signing::hmac_sha256(core::bytes_of(published), core::bytes_of(input));
        CHECK(!tokens.takes(input + "." + core::to_base64url(mac)));
    }
}

TEST_CASE("J3 a signature is 64 bytes that verify") {
    Tokens tokens;
    const std::string token = tokens.issuer.issue(tokens.client);
    const std::string input = token.substr(0, token.rfind('.') + 1);
    const core::Bytes good = core::from_base64url(token.substr(input.size())).value();
    CHECK(tokens.takes(input + core::to_base64url(good)));
    CHECK(!tokens.takes(input + core::to_base64url(core::Bytes(64, 0))));
    CHECK(!tokens.takes(input + core::to_base64url(good.substr(0, 63))));
    CHECK(!tokens.takes(input + core::to_base64url(good + core::Bytes(1, 0))));
    CHECK(!tokens.takes(input + core::to_base64url(core::Bytes{0x30, 0x44, 0x02, 0x20} + good)));
    core::Bytes flipped = good;
    flipped[40] ^= 1;
    CHECK(!tokens.takes(input + core::to_base64url(flipped)));
}

TEST_CASE("J4 a token brings no key of its own and names exactly ours") {
    Tokens tokens;
    CHECK(!tokens.takes_header("jwk", tokens.key.public_key().to_jwk()));
    CHECK(!tokens.takes_header("jku", "https://elsewhere.example/keys"));
    CHECK(!tokens.takes_header("x5u", "https://elsewhere.example/cert"));
    CHECK(!tokens.takes_header("x5c", json::array{"MIIB"}));
    for (const std::string& kid : {std::string{"../../dev/null"}, std::string{"' OR 1=1 --"}, std::string(10'000, 'k')})
        CHECK(!tokens.takes_header("kid", kid.c_str()));
    CHECK(!tokens.takes_header("kid", nullptr));
    const auto other = signing::PrivateKey::generate(signing::KeyType::p256);
    CHECK(!tokens.takes(signing::sign_compact(tokens.header(), json::serialize(tokens.claims()), other)));
}

TEST_CASE("J5 times are numbers that hold now, and no life is longer than ours") {
    Tokens tokens;
    const auto now = core::unix_seconds(tokens.clock.now());
    CHECK(!tokens.takes_claim("exp", now - 61));
    CHECK(!tokens.takes_claim("exp", now + 100LL * 365 * 86'400));
    CHECK(!tokens.takes_claim("exp", std::to_string(now + 60).c_str()));
    CHECK(!tokens.takes_claim("exp", -1));
    CHECK(!tokens.takes_claim("exp", 1e300));
    CHECK(!tokens.takes_claim("iat", now + 61));
    CHECK(!tokens.takes_claim("nbf", now + 3600));
    CHECK(!tokens.takes_claim("exp", now + 43'201));
    auto none = tokens.claims();
    none.erase("exp");
    CHECK(!tokens.takes(tokens.sign(none)));
    const std::string text = json::serialize(tokens.claims());
    const std::string wild = text.substr(0, text.size() - 1) + ",\"x\":1e400}";
    CHECK(!tokens.takes(signing::sign_compact(tokens.header(), wild, tokens.key)));
}

TEST_CASE("J6 issuer and audience are this gateway, alone and to the letter") {
    Tokens tokens;
    CHECK(!tokens.takes_claim("aud", "https://elsewhere.example"));
    CHECK(!tokens.takes_claim("aud", json::array{test::gateway_name, "https://elsewhere.example"}));
    CHECK(!tokens.takes_claim("aud", json::array{test::gateway_name}));
    CHECK(!tokens.takes_claim("iss", "https://gateway.example:8443/"));
    auto none = tokens.claims();
    none.erase("aud");
    CHECK(!tokens.takes(tokens.sign(none)));
}

TEST_CASE("J7 no other kind of token stands in for an access token") {
    Tokens tokens;
    for (const char* typ : {"JWT", "vorab-receipt", "vorab-record", "vorab-envelope", "AT+JWT "})
        CHECK(!tokens.takes_header("typ", typ));
    auto none = tokens.header();
    none.erase("typ");
    CHECK(!tokens.takes(tokens.sign(none, tokens.claims())));
}

TEST_CASE("J10 doubled claims, critical extensions and nested tokens are refused") {
    Tokens tokens;
    const std::string text = json::serialize(tokens.claims());
    const std::string doubled = "{\"sub\":\"other\"," + text.substr(1);
    CHECK(!tokens.takes(signing::sign_compact(tokens.header(), doubled, tokens.key)));
    CHECK(!tokens.takes_header("crit", json::array{"exp"}));
    CHECK(!tokens.takes_header("b64", false));
    CHECK(!tokens.takes_header("cty", "JWT"));
    CHECK(!tokens.takes(signing::sign_compact(tokens.header(), tokens.issuer.issue(tokens.client), tokens.key)));
    CHECK(!tokens.takes("a.b.c.d.e"));
}

TEST_CASE("J8 no token of ours is bound to a certificate, so one that says so is not ours") {
    Tokens tokens;
    CHECK(!tokens.takes_claim("cnf", json::object{{"x5t#S256", "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}}));
}

TEST_CASE("J12 a token speaks for one client and for scopes that exist") {
    Tokens tokens;
    for (const char* words : {"admin", "", "send send", "send  positions", " send", "Send", "send,positions"})
        CHECK(!tokens.takes_claim("scope", words));
    CHECK(!tokens.takes_claim("scope", json::array{"send"}));
    CHECK(tokens.takes_claim("scope", "positions send"));
    auto none = tokens.claims();
    none.erase("scope");
    CHECK(!tokens.takes(tokens.sign(none)));
    CHECK(!tokens.takes_claim("client_id", "another"));
    CHECK(!tokens.takes_claim("sub", ""));
    CHECK(!tokens.takes_claim("extra", 1));
}

TEST_CASE("J14 a clock may be wrong by a minute, not by more") {
    Tokens tokens;
    const auto now = core::unix_seconds(tokens.clock.now());
    CHECK(tokens.takes_claim("iat", now + 59));
    CHECK(!tokens.takes_claim("iat", now + 61));
    CHECK(tokens.takes_claim("exp", now - 59));
    CHECK(!tokens.takes_claim("exp", now - 61));
}

TEST_CASE("signing keys rotate under use: what is out holds until its key is taken out") {
    Tokens tokens;
    const auto next = signing::PrivateKey::generate(signing::KeyType::p256);
    const std::string old_token = tokens.issuer.issue(tokens.client);
    CHECK(tokens.takes(old_token));

    tokens.issuer.use({tokens.key, next});  // known everywhere before it signs anywhere
    const std::string still_old = tokens.issuer.issue(tokens.client);
    tokens.issuer.use({next, tokens.key});
    const std::string new_token = tokens.issuer.issue(tokens.client);
    for (const auto& token : {old_token, still_old, new_token}) CHECK(tokens.takes(token));
    const auto published = core::parse_json_object(tokens.issuer.jwks()).value();
    REQUIRE(published.at("keys").as_array().size() == 2);
    CHECK(published.at("keys").at(0).at("kid") == next.public_key().thumbprint().c_str());

    tokens.issuer.use({next});  // J11: also one that was verified a moment ago
    CHECK(!tokens.takes(old_token));
    CHECK(!tokens.takes(still_old));
    CHECK(tokens.takes(new_token));
    CHECK_THROWS_AS(tokens.issuer.use({}), std::invalid_argument);
    CHECK(tokens.takes(new_token));
}

TEST_CASE("what a sender needs to know of the issuer is published") {
    const Tokens tokens;
    const auto jwks = core::parse_json_object(tokens.issuer.jwks()).value();
    const auto& key = jwks.at("keys").as_array().at(0).as_object();
    CHECK(key.at("kid") == tokens.key.public_key().thumbprint().c_str());
    CHECK(!key.contains("d"));
    const auto metadata = core::parse_json_object(tokens.issuer.metadata()).value();
    CHECK(metadata.at("token_endpoint") == "https://gateway.example:8443/oauth2/token");
    CHECK(metadata.at("service_documentation") == "https://gateway.example:8443/docs/");
}

namespace {
core::Result<gateway::Sender> sender_with(test::GatewaySetting& setting, const std::string& name, std::string value) {
    test::MadeRequest made{http::Method::get};
    made.with(name, std::move(value));
    return setting.bearer_of.sender_of(made.request, gateway::Scope::send);
}
}  // namespace

TEST_CASE("J9 a token comes in the Authorization header, as RFC 6750 writes it") {
    test::GatewaySetting setting;
    const std::string token = setting.issuer.issue(setting.client);
    CHECK(sender_with(setting, "Authorization", "Bearer " + token).value().client == setting.client);
    CHECK(!sender_with(setting, "Authorization", "bearer " + token));
    CHECK(!sender_with(setting, "Authorization", "Bearer\t" + token));
    CHECK(!sender_with(setting, "Authorization", "Bearer  " + token));
    CHECK(!sender_with(setting, "Authorization", token));
    CHECK(!sender_with(setting, "Authorization", "Basic " + token));
    CHECK(!sender_with(setting, "Cookie", "access_token=" + token));
    CHECK(!sender_with(setting, "Authorization", "Bearer " + token + std::string(20'000, 'x')));
    CHECK(!sender_with(setting, "Authorization", "Bearer " + token + ", Bearer " + token));
    test::MadeRequest in_query{http::Method::get};
    in_query.request.query.emplace_back("access_token", token);
    CHECK(!setting.bearer_of.sender_of(in_query.request, gateway::Scope::send));
}

TEST_CASE("J11 the token of a client that is disabled or gone is worth nothing, remembered or not") {
    test::GatewaySetting setting;
    const std::string bearer = setting.bearer();
    CHECK(sender_with(setting, "Authorization", bearer));
    setting.connection.execute("UPDATE client SET disabled = TRUE");
    setting.load();
    CHECK(!sender_with(setting, "Authorization", bearer));
    setting.connection.execute("DELETE FROM client");
    setting.load();
    CHECK(!sender_with(setting, "Authorization", bearer));
}

TEST_CASE("J11 the tokens of a client that goes on are revoked by their time") {
    test::GatewaySetting setting;
    const std::string stolen = setting.bearer();
    CHECK(sender_with(setting, "Authorization", stolen));
    const std::string now = database::to_sql(setting.clock.now());
    setting.connection.execute("UPDATE client SET tokens_from = ?", {now});
    setting.load();
    CHECK(!sender_with(setting, "Authorization", stolen));
    setting.clock.time += 1s;
    CHECK(sender_with(setting, "Authorization", setting.bearer()));
    CHECK(!sender_with(setting, "Authorization", stolen));
}

TEST_CASE("J12 what token and client both allow is allowed, and nothing else") {
    test::GatewaySetting setting;
    using gateway::Scope;
    const auto answer = [&](gateway::Scopes in_token, Scope asked) {
        test::MadeRequest made{http::Method::get};
        made.with("Authorization", "Bearer " + setting.issuer.issue(setting.client, in_token));
        const auto sender = setting.bearer_of.sender_of(made.request, asked);
        return sender ? std::nullopt : std::optional{sender.error().problem};
    };
    CHECK(!answer(Scope::send, Scope::send));
    CHECK(answer(Scope::send, Scope::positions) == Problem::forbidden);
    CHECK(answer(Scope::positions, Scope::positions) == Problem::forbidden);  // the client never had it
    setting.connection.execute("UPDATE client SET scopes = 'positions assignments'");
    setting.load();
    CHECK(!answer(gateway::Scopes::parse("positions assignments").value(), Scope::assignments));
    CHECK(answer(Scope::positions, Scope::assignments) == Problem::forbidden);
    CHECK(answer(Scope::send, Scope::send) == Problem::forbidden);  // it has it no longer
}

TEST_CASE("E19 a client that floods is slowed, and nobody else") {
    test::GatewaySetting setting;
    const std::string now = database::to_sql(setting.clock.now());
    setting.connection.execute("INSERT INTO client (id, organisation, created_at) VALUES ('other', 'Other', ?)", {now});
    setting.load();
    gateway::Bearer narrow{setting.issuer, setting.directory, {.requests_per_second = 1, .request_burst = 5}};
    const auto problem_of = [&](const std::string& token) {
        test::MadeRequest made{http::Method::get};
        made.with("Authorization", "Bearer " + token);
        const auto sender = narrow.sender_of(made.request, gateway::Scope::send);
        return sender ? std::nullopt : std::optional{sender.error().problem};
    };
    const std::string flooding = setting.issuer.issue(setting.client);
    for (int i = 0; i < 5; ++i) CHECK(!problem_of(flooding));
    CHECK(problem_of(flooding) == Problem::too_many_requests);
    CHECK(problem_of(setting.issuer.issue(setting.client)) == Problem::too_many_requests);  // another token, the same
    CHECK(!problem_of(setting.issuer.issue(core::ClientId::parse("other").value())));
}

namespace {
async::Task<void> disabled_within_seconds(test::GatewaySetting& setting) {
    async::TaskGroup tasks{setting.loop.get_executor(), setting.log, "directory"};
    tasks.spawn(setting.directory.run());
    setting.connection.execute("UPDATE client SET disabled = TRUE");
    setting.connection.execute("UPDATE directory_version SET version = version + 1");
    const auto before = setting.directory.picture();
    for (int i = 0; i < 1000 && setting.directory.picture() == before; ++i)
        co_await async::sleep_for(std::chrono::milliseconds{10});
    CHECK(!before->clients.at(setting.client).disabled);
    CHECK(setting.directory.picture()->clients.at(setting.client).disabled);
    co_await tasks.drain(std::chrono::milliseconds{0});
}
}  // namespace

TEST_CASE("a change to the directory is picked up within seconds, and whoever holds the old picture keeps it") {
    test::GatewaySetting setting;
    setting.run(disabled_within_seconds(setting));
}
