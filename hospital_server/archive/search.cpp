#include "hospital_server/archive/search.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "common/core/json.hpp"
#include "common/names/fold.hpp"
#include "hospital_server/cases/local_day.hpp"

namespace vorab::hospital_server::archive {
namespace json = boost::json;
using core::failure;
using core::JsonFields;
using core::Problem;
using core::Result;

namespace {
std::optional<std::string> text_in(JsonFields& in, core::PublicText member, std::size_t longest) {
    const auto text = in.optional_text(member, longest);
    if (text && names::words(*text).empty()) in.refuse(member, "has no word to search for");
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

std::optional<cases::Day> day_in(JsonFields& in, core::PublicText member) {
    const auto text = in.optional_text(member, 10);
    if (!text) return std::nullopt;
    const auto day = cases::parse_day(*text);
    if (!day) in.refuse(member, day.error().detail);
    return day ? std::optional{*day} : std::nullopt;
}

std::optional<std::string> case_in(JsonFields& in) {
    const auto text = in.optional_text("case", 32);
    if (!text) return std::nullopt;
    const bool hex =
        std::ranges::all_of(*text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!hex || text->size() < 8) in.refuse("case", "is 8 to 32 lower-case hex digits");
    return std::string{*text};
}

std::vector<core::MailboxId> mailboxes_in(JsonFields& in) {
    std::vector<core::MailboxId> mailboxes;
    const auto* sent = in.optional("mailboxes");
    if (!sent) return mailboxes;
    if (!sent->is_array() || sent->get_array().empty()) in.refuse("mailboxes", "is not a list of mailboxes");
    if (!sent->is_array()) return mailboxes;
    for (const auto& one : sent->get_array()) {
        const auto id =
            core::MailboxId::parse(one.is_string() ? std::string_view{one.get_string()} : std::string_view{});
        if (!id) in.refuse("mailboxes", id.error().detail);
        if (id) mailboxes.push_back(*id);
    }
    return mailboxes;
}
}  // namespace

core::PublicText public_text(Match match) {
    switch (match) {
        case Match::equal:
            return "equal";
        case Match::begins:
            return "begins";
        case Match::sounds:
            return "sounds";
    }
    return "sounds";
}

bool operator<(const Standing& left, const Standing& right) {
    return std::tuple(left.match, right.received_at, right.case_id, left.mailbox) <
           std::tuple(right.match, left.received_at, left.case_id, right.mailbox);
}

std::string Standing::to_text() const {
    return std::to_string(static_cast<int>(match)) + ":" + std::to_string(received_at.time_since_epoch().count()) +
           ":" + case_id + ":" + mailbox;
}

Result<Standing> Standing::parse(std::string_view text) {
    const auto wrong = failure(Problem::schema_violation, "/after: is not what a page before gave as `next`");
    const auto first = text.find(':');
    const auto second = text.find(':', first + 1);
    if (first != 1 || second == std::string_view::npos || text.size() < second + 34) return wrong;
    std::int64_t microseconds = 0;
    const auto read = std::from_chars(text.data() + 2, text.data() + second, microseconds);
    const auto case_id = core::CaseId::parse(text.substr(second + 1, 32));
    const auto mailbox = core::MailboxId::parse(text.substr(second + 34));
    const bool proper = text[0] >= '0' && text[0] <= '2' && read.ptr == text.data() + second && case_id && mailbox &&
                        microseconds >= 0 && microseconds < 10'000'000'000'000'000;
    if (!proper) return wrong;
    return Standing{static_cast<Match>(text[0] - '0'), core::Timestamp{std::chrono::microseconds{microseconds}},
                    case_id->str(), mailbox->str()};
}

Result<Search> Search::read(const json::object& sent) {
    JsonFields in{sent};
    Search search;
    search.mailboxes = mailboxes_in(in);
    search.last_name = text_in(in, "last_name", 80);
    search.first_name = text_in(in, "first_name", 80);
    search.vehicle = text_in(in, "vehicle", 40);
    search.keyword = text_in(in, "keyword", 40);
    const auto born = day_in(in, "birth_date");
    const auto from = day_in(in, "received_from");
    const auto to = day_in(in, "received_to");
    search.case_begins = case_in(in);
    search.limit = static_cast<std::size_t>(in.optional_integer("limit", 1, 100).value_or(25));
    const auto after = in.optional_text("after", 200);
    if (auto wrong = in.finish()) return *wrong;
    if (born) search.birth_date = cases::to_text(*born);
    if (from) search.received_from = cases::begin_of(*from);
    if (to) search.received_until = cases::begin_of(*to + std::chrono::days{1});
    if (after) {
        const auto standing = Standing::parse(*after);
        if (!standing) return standing.error();
        search.after = *standing;
    }
    return search;
}
}  // namespace vorab::hospital_server::archive
