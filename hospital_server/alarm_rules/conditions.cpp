#include "hospital_server/alarm_rules/conditions.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/array.hpp>

namespace vorab::hospital_server::alarm_rules {
namespace {
using configuration::Section;
namespace json = boost::json;

std::vector<core::MailboxId> mailboxes_of(Section& section, const std::vector<core::MailboxId>& existing) {
    std::vector<core::MailboxId> mailboxes;
    for (const auto& word : section.texts_or("mailboxes", {})) {
        const auto found = std::ranges::find_if(existing, [&](const auto& id) { return id.str() == word; });
        if (found == existing.end()) {
            section.refuse("mailboxes", "this server has no mailbox \"" + word + "\"");
        } else {
            mailboxes.push_back(*found);
        }
    }
    return mailboxes;
}

/// The arrival's own reader knows which words there are.
std::optional<envelope::Arrival> as_arrival(json::object member) {
    auto arrival = envelope::read_arrival(member);
    return arrival ? std::optional{std::move(*arrival)} : std::nullopt;
}

std::vector<envelope::Priority> priorities_of(Section& section) {
    std::vector<envelope::Priority> priorities;
    for (const auto& word : section.texts_or("priorities", {})) {
        const auto arrival = as_arrival({{"priority", word}});
        if (!arrival) section.refuse("priorities", "sk1, sk2 and sk3 are expected");
        if (arrival) priorities.push_back(*arrival->priority);
    }
    return priorities;
}

std::vector<std::string> flags_of(Section& section, const char* key) {
    auto flags = section.texts_or(key, {});
    for (const auto& flag : flags) {
        if (!as_arrival({{"flags", json::array{json::string{flag}}}}))
            section.refuse(key, "there is no flag \"" + flag + "\" (schemas/arrival.schema.json names all)");
    }
    return flags;
}

std::vector<std::string> keywords_of(Section& section) {
    std::vector<std::string> keywords;
    for (const auto& word : section.texts_or("keywords", {})) keywords.push_back(folded(word));
    if (std::ranges::find(keywords, "") != keywords.end())
        section.refuse("keywords", "an empty word is in all of them");
    return keywords;
}

std::vector<std::string> codes_of(Section& section) {
    auto codes = section.texts_or("codes", {});
    for (const auto& code : codes) {
        const auto digits = code.find_first_not_of("0123456789");
        const bool plain = digits == std::string::npos || (code[digits] == '*' && digits + 1 == code.size());
        if (code.empty() || !plain) section.refuse("codes", "digits, perhaps with a * at the end");
    }
    return codes;
}

std::set<unsigned> weekdays_of(Section& section) {
    static constexpr std::array<std::string_view, 7> names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    std::set<unsigned> weekdays;
    for (const auto& word : section.texts_or("weekdays", {})) {
        const auto* found = std::ranges::find(names, word);
        if (found == names.end()) section.refuse("weekdays", "mon, tue, wed, thu, fri, sat, sun are expected");
        if (found != names.end()) weekdays.insert(static_cast<unsigned>(found - names.begin()));
    }
    return weekdays;
}

/// "07:30"; 24:00 is the day's end.
std::optional<unsigned> minute_of(std::string_view text) {
    unsigned hour = 0;
    unsigned minute = 0;
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto read = [](std::string_view digits, unsigned& value) {
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} && end == digits.data() + digits.size();
    };
    if (!read(text.substr(0, 2), hour) || !read(text.substr(3), minute)) return std::nullopt;
    const unsigned minutes = hour * 60 + minute;
    if (minute > 59 || minutes > 24 * 60) return std::nullopt;
    return minutes;
}

std::optional<Hours> hours_of(Section& section) {
    const std::string text = section.text_or("hours", "");
    if (text.empty()) return std::nullopt;
    const std::string_view view{text};
    const auto from = minute_of(view.substr(0, 5));
    const auto until = view.size() == 11 && view[5] == '-' ? minute_of(view.substr(6)) : std::nullopt;
    if (!from || !until || *from == *until) {
        section.refuse("hours", "two different times are expected, as in \"16:30-07:00\"");
        return std::nullopt;
    }
    return Hours{*from, *until};
}
}  // namespace

Conditions read_conditions(Section& section, const std::vector<core::MailboxId>& mailboxes) {
    Conditions when;
    when.mailboxes = mailboxes_of(section, mailboxes);
    when.priorities = priorities_of(section);
    when.keywords = keywords_of(section);
    when.codes = codes_of(section);
    when.flags = flags_of(section, "flags");
    when.without_flags = flags_of(section, "without_flags");
    if (section.has("age_from")) when.age_from = section.integer_or("age_from", 0, 90, 0);
    if (section.has("age_to")) when.age_to = section.integer_or("age_to", 0, 90, 90);
    if (when.age_from && when.age_to && *when.age_from > *when.age_to)
        section.refuse("age_to", "must not be below age_from");
    when.weekdays = weekdays_of(section);
    when.hours = hours_of(section);
    return when;
}

}  // namespace vorab::hospital_server::alarm_rules
