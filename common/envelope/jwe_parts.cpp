#include "common/envelope/jwe_parts.hpp"

#include <algorithm>
#include <array>

#include "common/core/encoding.hpp"
#include "common/core/json.hpp"

namespace vorab::envelope {
namespace {
using core::Failure;
using core::Problem;

constexpr std::size_t iv_text = 16;   // 12 bytes in base64url
constexpr std::size_t tag_text = 22;  // 16 bytes
constexpr std::size_t header_depth = 3;

constexpr std::array<std::string_view, 5> member_names{"protected", "encrypted_key", "iv", "ciphertext", "tag"};

std::array<std::string*, 5> in_order(JweParts& parts) {
    return {&parts.protected_text, &parts.encrypted_key, &parts.iv, &parts.ciphertext, &parts.tag};
}
}  // namespace

core::Result<JweParts> read_compact(std::string_view text) {
    const Failure wrong{Problem::malformed, "a JWE in compact form has five parts between dots"};
    JweParts parts;
    const auto places = in_order(parts);
    for (std::size_t i = 0; i < places.size(); ++i) {  // find() is memchr(): a count byte by byte took 6 % of a forward
        const auto dot = text.find('.');
        const bool last = i + 1 == places.size();
        if (last != (dot == std::string_view::npos)) return wrong;
        *places[i] = text.substr(0, dot);
        text.remove_prefix(last ? text.size() : dot + 1);
    }
    return parts;
}

core::Result<JweParts> read_flattened(std::string_view text) {
    const Failure wrong{Problem::malformed,
                        "a flattened JWE has protected, encrypted_key, iv, ciphertext and tag, and nothing else"};
    auto json = core::parse_json_object(text, {.depth = 1, .members = member_names.size()});
    if (!json) return wrong;
    JweParts parts;
    const auto places = in_order(parts);
    std::size_t found = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto* value = json->if_contains(member_names[i]);
        if (!value) continue;
        if (!value->is_string()) return wrong;
        places[i]->assign(value->get_string());
        ++found;
    }
    if (found != json->size() || parts.protected_text.empty() || parts.ciphertext.empty()) return wrong;
    return parts;
}

std::string write_compact(const JweParts& parts) {
    return parts.protected_text + "." + parts.encrypted_key + "." + parts.iv + "." + parts.ciphertext + "." + parts.tag;
}

std::string write_flattened(const JweParts& parts) {
    // base64url needs no escaping in JSON
    std::string text = "{\"protected\":\"" + parts.protected_text + "\"";
    if (!parts.encrypted_key.empty()) text += ",\"encrypted_key\":\"" + parts.encrypted_key + "\"";
    return text + ",\"iv\":\"" + parts.iv + "\",\"ciphertext\":\"" + parts.ciphertext + "\",\"tag\":\"" + parts.tag +
           "\"}";
}

core::Result<boost::json::object> read_protected_header(const JweParts& parts,
                                                        std::initializer_list<std::string_view> allowed) {
    if (parts.protected_text.size() > (largest_header * 4 + 2) / 3) {
        return Failure{Problem::too_large, "the protected header is larger than 8 KiB"};
    }
    const auto bytes = core::from_base64url(parts.protected_text);
    if (!bytes) return Failure{Problem::malformed, "the protected header is not base64url"};
    auto header = core::parse_json_object(core::text_of(*bytes), {.depth = header_depth, .members = 64});
    if (!header) return Failure{Problem::malformed, "the protected header is not a strict JSON object"};
    for (const auto& member : *header) {
        if (std::find(allowed.begin(), allowed.end(), std::string_view{member.key()}) == allowed.end()) {
            return Failure{Problem::malformed,
                           "the protected header has a member that is not taken (no zip, no crit, no key but epk)"};
        }
    }
    return header;
}

core::Result<void> check_gcm_sizes(const JweParts& parts) {
    if (parts.iv.size() != iv_text || !core::from_base64url(parts.iv)) {
        return Failure{Problem::malformed, "the initialisation vector of A256GCM has 12 bytes"};
    }
    if (parts.tag.size() != tag_text || !core::from_base64url(parts.tag)) {
        return Failure{Problem::malformed, "the tag of A256GCM has 16 bytes"};
    }
    return {};
}
}  // namespace vorab::envelope
