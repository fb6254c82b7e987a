#include "common/sealing/answer.hpp"

#include <boost/json/serialize.hpp>

#include "common/envelope/members.hpp"
#include "common/envelope/names.hpp"
#include "common/sealing/expected_jwe.hpp"
#include "common/sealing/jwe.hpp"
#include "common/signing/certified_jws.hpp"

namespace vorab::sealing {
namespace {
using core::Failure;
using core::JsonFields;
using core::Problem;
using core::Result;
using envelope::AnswerEvent;
using signing::KeyType;

const envelope::Names<9> outcome_names{"discharged",
                                       "ward",
                                       "intermediate_care",
                                       "intensive_care",
                                       "operating_theatre",
                                       "catheter_laboratory",
                                       "transferred",
                                       "died",
                                       "other"};

boost::json::object to_json(const Answer& answer) {
    boost::json::object json{{"answer", answer.id.str()},
                             {"case", answer.case_id.str()},
                             {"mailbox", answer.mailbox.str()},
                             {"event", public_text(answer.event).view()},
                             {"at", core::to_rfc3339(answer.at)}};
    if (answer.destination) json["destination"] = *answer.destination;
    if (answer.text) json["text"] = *answer.text;
    if (answer.outcome) json["outcome"] = public_text(*answer.outcome).view();
    return json;
}

AnswerEvent read_event(JsonFields& in) {
    const auto event = envelope::parse_answer_event(in.text("event"));
    if (event && is_of_hospital(*event)) return *event;
    in.refuse("event", "not an event that a hospital tells");
    return AnswerEvent::seen;
}

std::optional<Outcome> read_outcome(JsonFields& in) {
    const auto word = in.optional_text("outcome");
    if (!word) return std::nullopt;
    const auto outcome = parse_outcome(*word);
    if (outcome) return *outcome;
    in.refuse("outcome", outcome.error().detail);
    return std::nullopt;
}

Result<Answer> read_answer(const boost::json::object& json) {
    JsonFields in{json};
    Answer answer;
    answer.id = envelope::read_id<core::AnswerId>(in, "answer");
    answer.case_id = envelope::read_id<core::CaseId>(in, "case");
    answer.mailbox = envelope::read_id<core::MailboxId>(in, "mailbox");
    answer.event = read_event(in);
    answer.at = envelope::read_time(in, "at");
    answer.destination = envelope::optional_printable(in, "destination", 1, longest_destination);
    answer.text = envelope::optional_printable(in, "text", 1, longest_text);
    answer.outcome = read_outcome(in);
    if (auto wrong = in.finish()) return *wrong;
    return answer;
}
}  // namespace

core::PublicText public_text(Outcome outcome) { return envelope::name_of(outcome, outcome_names); }

Result<Outcome> parse_outcome(std::string_view word) {
    if (const auto outcome = envelope::named<Outcome>(word, outcome_names)) return *outcome;
    return core::failure(Problem::schema_violation, "not an outcome");
}

Result<signing::PublicKey> read_answer_key(const boost::json::object& jwk) {
    auto key = signing::PublicKey::from_jwk(jwk, signing::Purpose::encryption);
    const bool fits = key && (key->type() == KeyType::p256 || key->type() == KeyType::x25519);
    if (fits) return key;
    return Failure{Problem::schema_violation, "/answer_key: a public key of P-256 or X25519 is expected (RFC 7517)"};
}

std::string seal_answer(const Answer& answer, const signing::PublicKey& crew, const AnswerSigner& hospital) {
    const auto statement = signing::sign_compact({{"typ", answer_statement_typ}, {"x5c", hospital.x5c}},
                                                 boost::json::serialize(to_json(answer)), hospital.key);
    return write_compact(seal(Management::ecdh_es, crew, {{"typ", answer_typ}}, core::bytes_of(statement)));
}

Result<Answer> open_answer(std::string_view sealed, const signing::PrivateKey& crew, std::string_view hospital,
                           const signing::ChainVerifier& hospitals, core::Timestamp now) {
    if (sealed.size() > largest_answer) return Failure{Problem::too_large, "an answer has at most 16 KiB"};
    const auto jwe = read_expected_jwe(sealed, "ECDH-ES", answer_typ);
    if (!jwe) return jwe.error();
    const auto statement = open(Management::ecdh_es, jwe->parts, jwe->header, crew);
    if (!statement) return statement.error();
    const auto said =
        signing::verify_certified(statement->text(), answer_statement_typ, largest_answer, hospitals, now);
    if (!said) return said.error();
    if (auto other = signing::check_same_hospital(said->signer, hospital); !other) return other.error();
    const auto json = core::parse_json_object(said->payload);
    if (!json) return json.error();
    return read_answer(*json);
}
}  // namespace vorab::sealing
