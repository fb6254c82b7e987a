#include "tools/conformance/inspection.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/sealing/jwe.hpp"
#include "common/sealing/record.hpp"
#include "hospital_server/record/schema.hpp"

namespace vorab::conformance {
namespace json = boost::json;
namespace record = hospital_server::record;
using core::Problem;

namespace {
constexpr std::chrono::minutes tolerated{2};
constexpr std::size_t shortest_word = 3;  // "Li" stands in every other word

/// Which rule a refusal breaks.
const char* rule_of(Problem problem) {
    switch (problem) {
        case Problem::unknown_key:
            return "envelope.key";
        case Problem::envelope_not_opened:
            return "envelope.opens";
        case Problem::signature_invalid:
            return "record.signed";
        case Problem::slip_mismatch:
            return "record.slip";
        case Problem::stale:
            return "slip.clock";
        case Problem::schema_violation:
            return "slip.form";
        default:
            return "envelope.form";
    }
}

std::string words_of(const core::Failure& failure) {
    return public_text(failure.problem).str() + ": " + failure.detail.str();
}

void refuse(Inspection& found, const core::Failure& failure, const char* rule) {
    found.refused = failure;
    found.faults.push_back({rule, words_of(failure)});
}

void look_at_clock(Inspection& found, core::Timestamp now) {
    const auto off = std::chrono::duration_cast<std::chrono::seconds>(now - found.slip->created_at);
    if (off > tolerated || off < -tolerated) {
        found.faults.push_back(
            {"slip.clock", "created_at is " + std::to_string(off.count()) + " seconds away from this machine's clock"});
    }
}

void look_at_slip(Inspection& found, const json::object& slip) {
    const auto text = json::serialize(slip);
    for (const auto& word : found.patient) {
        if (text.find(word) != std::string::npos)
            found.faults.push_back({"slip.private", "the routing slip holds a word that says who the patient is"});
    }
    const auto transmission = found.slip->transmission.str();
    if (transmission[14] != '7')
        found.faults.push_back({"slip.form", "transmission is a UUID of version " + transmission.substr(14, 1)});
}

/// As a board opens it: a `typ` is no condition there.
std::optional<envelope::Arrival> opened_arrival(const std::string& sealed, const signing::PrivateKey& board) {
    const auto parts = envelope::read_compact(sealed);
    if (!parts) return std::nullopt;
    const auto header = envelope::read_protected_header(*parts, {"alg", "enc", "epk", "kid", "typ", "cty"});
    if (!header || core::text_member(*header, "alg") != "ECDH-ES") return std::nullopt;
    const auto text = sealing::open(sealing::Management::ecdh_es, *parts, *header, board);
    const auto json = text ? core::parse_json_object(text->text()) : text.error();
    if (!json) return std::nullopt;
    const auto arrival = envelope::read_arrival(*json, "");
    return arrival ? std::optional{*arrival} : std::nullopt;
}

void look_at_board(Inspection& found, const json::object& record, const World& world) {
    const auto* arrival = record.if_contains("arrival");
    if (!arrival || !found.slip->board) return;
    const auto opened = opened_arrival(*found.slip->board, world.board_key());
    if (!opened) {
        found.faults.push_back({"board.sealed", "the arrival in the slip does not open with the hospital's board key"});
        return;
    }
    const auto inside = envelope::read_arrival(arrival->as_object());
    if (!inside || !(*inside == *opened))
        found.faults.push_back({"board.sealed", "the arrival in the slip is not the one in the record"});
}

void look_inside(Inspection& found, const sealing::OpenedRecord& opened, const World& world) {
    const auto fits = record::record_schema().check(opened.record);
    if (!fits) return refuse(found, fits.error(), "record.schema");
    const auto facts = record::read_facts(opened.record);
    if (!facts) return refuse(found, facts.error(), "record.schema");
    found.attachments = facts->attachments;
    found.patient = identifying_words(opened.record);
    look_at_slip(found, opened.record.at("slip").as_object());
    look_at_board(found, opened.record, world);
}

void add_word(std::vector<std::string>& words, const json::object& object, const char* name) {
    const auto word = core::text_member(object, name);
    if (word.size() >= shortest_word) words.emplace_back(word);
}
}  // namespace

std::vector<std::string> identifying_words(const json::object& record) {
    std::vector<std::string> words;
    const auto* patient = record.if_contains("patient");
    if (patient && patient->is_object()) {
        for (const char* name : {"family_name", "given_name", "birth_date", "street", "phone"})
            add_word(words, patient->get_object(), name);
    }
    const auto* insurance = record.if_contains("insurance");
    if (insurance && insurance->is_object()) add_word(words, insurance->get_object(), "insurant_number");
    return words;
}

Inspection inspect(const std::string& body, const World& world, core::Timestamp now) {
    Inspection found;
    const auto sealed = envelope::read_envelope(body);
    if (!sealed) {
        refuse(found, sealed.error(), rule_of(sealed.error().problem));
        return found;
    }
    found.slip = sealed->slip;
    found.kid = sealed->kid;
    found.has_board = sealed->slip.board.has_value();
    look_at_clock(found, now);
    const auto opened = sealing::open_record(*sealed, world.keys(), world.senders(), now);
    if (!opened) {
        const auto& why = opened.error();
        refuse(found, why, why.problem == Problem::malformed ? "record.schema" : rule_of(why.problem));
        return found;
    }
    look_inside(found, *opened, world);
    return found;
}
}  // namespace vorab::conformance
