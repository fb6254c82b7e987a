#include "hospital_server/record/integrity.hpp"

#include <algorithm>
#include <optional>

#include "common/core/json.hpp"
#include "common/signing/hash.hpp"

namespace vorab::hospital_server::record {
namespace {
using database::Row;

constexpr std::string_view text_word = "text=";
constexpr std::string_view case_word = " case=";
constexpr std::size_t digest_characters = 43;

std::string digest_of(std::string_view text) { return core::to_base64url(signing::sha256(core::bytes_of(text))); }

/// What an audit row noted, in base64url.
struct Noted {
    std::string_view text;
    std::string_view case_record;
};
std::optional<Noted> read_digests(std::string_view target) {
    constexpr std::size_t case_at = text_word.size() + digest_characters;
    if (target.size() != case_at + case_word.size() + digest_characters || !target.starts_with(text_word) ||
        target.substr(case_at, case_word.size()) != case_word)
        return std::nullopt;
    return Noted{target.substr(text_word.size(), digest_characters), target.substr(case_at + case_word.size())};
}

/// Each transmission beside its audit rows; of the same transmission there is one, unless somebody added another.
constexpr const char* beside_the_audit =
    "SELECT t.id, UNHEX(SHA2(t.record, 256)), UNHEX(SHA2(c.record, 256)), a.id, a.target, "
    "(SELECT removed_to FROM audit_chain WHERE id = 1) > 0 AND "
    "COALESCE(t.received_at < (SELECT MIN(at) FROM audit) + INTERVAL 1 DAY, TRUE) "  // a day: clocks are set back
    "FROM patient_case c JOIN transmission t ON t.case_id = c.id "
    "LEFT JOIN audit a ON a.case_id = c.id AND a.transmission = t.id AND a.event = 'transmission.stored' "
    "WHERE c.id = ? ORDER BY a.id";
enum Column : std::size_t { transmission, text_digest, case_digest, audit_row, target, may_have_no_row };

Integrity compared(const Row& row, Column digest, std::optional<std::string_view> noted) {
    if (row.is_null(audit_row))
        return row.integer(may_have_no_row) != 0 ? Integrity::not_comparable : Integrity::changed;
    if (!noted) return Integrity::not_comparable;
    return core::to_base64url(row.bytes(digest)) == *noted ? Integrity::as_received : Integrity::changed;
}
}  // namespace

core::PublicText digests(std::string_view text, std::string_view case_record) {
    std::string both{text_word};
    const auto of_text = digest_of(text);
    both.append(of_text).append(case_word).append(text == case_record ? of_text : digest_of(case_record));
    return core::PublicText::from_operator(std::move(both));  // digests: nothing of the text can be read from them
}

core::PublicText public_text(Integrity integrity) {
    switch (integrity) {
        case Integrity::as_received:
            return "as_received";
        case Integrity::changed:
            return "changed";
        case Integrity::not_comparable:
            return "not_comparable";
    }
    return "changed";
}

bool Examined::changed() const {
    return record == Integrity::changed ||
           std::ranges::any_of(transmissions, [](const auto& one) { return one.second == Integrity::changed; });
}

/// In the order of the audit: the newest row is the last word about the case's own record.
Examined examine(database::Connection& connection, const core::CaseId& case_id) {
    Examined kept;
    for (const auto& row : connection.query(beside_the_audit, {case_id.str()})) {
        const std::string noted_text = row.optional_text(target).value_or("");
        const auto noted = read_digests(noted_text);
        const auto text = compared(row, text_digest, noted ? std::optional{noted->text} : std::nullopt);
        const auto [place, first] = kept.transmissions.try_emplace(row.text(transmission), text);
        if (!first) place->second = Integrity::changed;
        if (!row.is_null(audit_row))
            kept.record = compared(row, case_digest, noted ? std::optional{noted->case_record} : std::nullopt);
    }
    return kept;
}

std::vector<core::CaseId> cases_after(database::Connection& connection, const std::string& last) {
    std::vector<core::CaseId> cases;
    for (const auto& row :
         connection.query("SELECT id FROM patient_case WHERE id > ? ORDER BY id LIMIT 500", {std::string_view{last}}))
        cases.push_back(core::CaseId::parse(row.text(0)).value());
    return cases;
}

boost::json::object read_kept(std::string_view text) {
    auto parsed = core::parse_json_object(text);
    return parsed ? std::move(*parsed) : boost::json::object{};
}
}  // namespace vorab::hospital_server::record
