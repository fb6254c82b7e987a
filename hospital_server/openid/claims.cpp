#include "hospital_server/openid/claims.hpp"

#include "common/core/json.hpp"
#include "common/http/text.hpp"
#include "hospital_server/openid/words.hpp"

namespace vorab::hospital_server::openid {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;

namespace {
constexpr std::size_t longest_subject = 255;

/// A claim by its name, or along the dots of it: "realm_access.roles".
const json::value* claim(const json::object& claims, std::string_view name) {
    if (const auto* found = claims.if_contains(name)) return found;
    const auto dot = name.find('.');
    const auto* inner = dot == std::string_view::npos ? nullptr : claims.if_contains(name.substr(0, dot));
    return inner != nullptr && inner->is_object() ? claim(inner->get_object(), name.substr(dot + 1)) : nullptr;
}
}  // namespace

Result<people::Vouched> vouched_in(const json::object& claims, const Options& options) {
    const auto subject = core::text_member(claims, "sub");
    if (subject.empty() || subject.size() > longest_subject)
        return failure(Problem::unauthenticated, "the ID token names no subject");
    const auto* user = claim(claims, options.user_claim);
    const auto name =
        people::parse_user_name(user != nullptr && user->is_string() ? http::lower_case(user->get_string()) : "");
    if (!name) return failure(Problem::forbidden, "the ID token's claim for the user name cannot be used here");
    const auto groups = words_in(claim(claims, options.groups_claim));
    auto granted =
        people::granted(options.groups, [&groups](const std::string& group) { return groups.contains(group); });
    people::Vouched vouched;
    vouched.source = people::Source::openid;
    vouched.user_name = *name;
    vouched.first_name = core::text_member(claims, "given_name");
    vouched.last_name = core::text_member(claims, "family_name");
    vouched.id = subject;
    vouched.roles = std::move(granted.roles);
    vouched.mailboxes = std::move(granted.mailboxes);
    return vouched;
}
}  // namespace vorab::hospital_server::openid
