// What is no envelope of this profile: refused before any cryptography runs.
#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
namespace json = boost::json;

namespace {
const std::string api = "API: send_transmission";

/// A letter bent out of shape, with the refusal it must get.
Check refused(const std::string& id, const std::string& title, int status, const std::string& problem,
              std::function<Letter(const Letter&)> bend) {
    return {{"shape." + id, title, api + " " + std::to_string(status) + "; envelope 1",
             "answer " + std::to_string(status) + " urn:vorab:problem:" + problem},
            [=](Bench& bench) { expect_problem(bench.post(bend(bench.new_letter())), status, problem); }};
}

std::function<Letter(const Letter&)> raw(const std::string& body, const std::string& type = "application/jose") {
    return [=](const Letter& letter) { return with_body(letter, body, type); };
}

/// Another protected header.
template <class Change>
std::function<Letter(const Letter&)> header(Change change) {
    return [=](const Letter& letter) {
        auto changed = header_of(letter);
        change(changed);
        return with_header(letter, changed);
    };
}

/// Another member beside the five of the flattened form.
template <class Change>
std::function<Letter(const Letter&)> outer(Change change) {
    return [=](const Letter& letter) {
        auto parts = core::parse_json_object(letter.body).value();
        change(parts);
        return with_body(letter, json::serialize(parts), letter.media_type);
    };
}

Letter with_member_twice(const Letter& letter) {
    return with_body(letter, R"({"iv":"AAAAAAAAAAAAAAAA",)" + letter.body.substr(1), letter.media_type);
}

void general_form(json::object& parts) {
    parts["recipients"] = json::array{json::object{{"encrypted_key", parts.at("encrypted_key")}}};
    parts.erase("encrypted_key");
}

void private_half(json::object& header) {
    auto* epk = header.if_contains("epk");
    if (!epk) throw NotHere("the mailbox's first key is RSA: there is no ephemeral key");
    epk->get_object()["d"] = epk->get_object().at("x");
}

Checks malformed() {
    const std::string flattened = "application/jose+json";
    return {
        refused("empty", "an empty body is refused", 400, "malformed", raw("")),
        refused("text", "a text that is no JWE is refused", 400, "malformed", raw("Guten Tag")),
        refused("broken-json", "JSON that breaks off is refused", 400, "malformed",
                raw("{\"protected\":\"e30", flattened)),
        refused("member-twice", "JSON with the same member twice is refused", 400, "malformed", with_member_twice),
        refused("unprotected", "a JWE with an unprotected header is refused", 400, "malformed",
                outer([](json::object& parts) {
                    parts["unprotected"] = json::object{{"alg", "dir"}};
                })),
        refused("per-recipient", "a JWE with a per-recipient header is refused", 400, "malformed",
                outer([](json::object& parts) {
                    parts["header"] = json::object{{"x", "y"}};
                })),
        refused("aad", "a JWE with the member aad is refused", 400, "malformed",
                outer([](json::object& parts) { parts["aad"] = "e30"; })),
        refused("general", "a JWE in the general form is refused", 400, "malformed", outer(general_form)),
        refused("padding", "base64url with padding is refused", 400, "malformed", outer([](json::object& parts) {
                    parts["tag"] = core::text_member(parts, "tag").data() + std::string{"=="};
                })),
        refused("zip", "a compressed envelope is refused", 400, "malformed",
                header([](json::object& in) { in["zip"] = "DEF"; })),
        refused("crit", "critical extensions are refused", 400, "malformed",
                header([](json::object& in) { in["crit"] = json::array{"slip"}; })),
        refused("jwk", "a key in the header is refused", 400, "malformed", header([](json::object& in) {
                    in["jwk"] = json::object{{"kty", "oct"}};
                })),
        refused("epk-private", "an ephemeral key with its private half is refused", 400, "malformed",
                header(private_half)),
    };
}

Checks algorithms() {
    Checks checks;
    for (const std::string alg : {"none", "dir", "RSA1_5", "RSA-OAEP", "A256KW", "ECDH-ES", "PBES2-HS512+A256KW"}) {
        checks.push_back(refused("alg-" + alg, "alg " + alg + " is refused", 422, "algorithm-refused",
                                 header([alg](json::object& in) { in["alg"] = alg; })));
    }
    for (const std::string enc : {"A128GCM", "A128CBC-HS256", "A256CBC-HS512"}) {
        checks.push_back(refused("enc-" + enc, "enc " + enc + " is refused", 422, "algorithm-refused",
                                 header([enc](json::object& in) { in["enc"] = enc; })));
    }
    return checks;
}

Checks slips() {
    const auto slip = [](auto change) {
        return header([change](json::object& in) { change(in.at("slip").as_object()); });
    };
    return {
        refused("no-slip", "an envelope without a routing slip is refused", 422, "schema-violation",
                header([](json::object& in) { in.erase("slip"); })),
        refused("slip-unknown", "a routing slip with a member of its own invention is refused", 422, "schema-violation",
                slip([](json::object& in) { in["patient"] = "x"; })),
        refused("slip-version", "a routing slip of another version is refused", 422, "schema-violation",
                slip([](json::object& in) { in["version"] = 2; })),
        refused("slip-kind", "a routing slip of an unknown kind is refused", 422, "schema-violation",
                slip([](json::object& in) { in["kind"] = "greeting"; })),
        refused("slip-sequence", "a sequence below 1 is refused", 422, "schema-violation",
                slip([](json::object& in) { in["sequence"] = 0; })),
        refused("header-size", "a protected header beyond 8 KiB is refused", 413, "too-large",
                header([](json::object& in) { in["kid"] = std::string(9000, 'x'); })),
        refused("body-size", "a body beyond 1.5 MiB is refused", 413, "too-large", raw(std::string(1'600'000, 'x'))),
    };
}
}  // namespace

Checks shape_checks() {
    Checks all = malformed();
    for (auto part : {algorithms, slips}) {
        Checks checks = part();
        std::ranges::move(checks, std::back_inserter(all));
    }
    return all;
}
}  // namespace vorab::conformance
