#pragma once
// What the hospital says to the crew: signed by the hospital (JWS, typ vorab-answer-statement, x5c), then sealed for
// the key that the crew put into its signed record (JWE compact, typ vorab-answer, ECDH-ES, A256GCM). So nobody in
// between reads it, invents it, or gives it to another crew. Shape: schemas/answer.schema.json.
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "common/core/ids.hpp"
#include "common/envelope/answer_event.hpp"
#include "common/signing/chain.hpp"

namespace vorab::sealing {

inline constexpr std::string_view answer_typ = "vorab-answer";
inline constexpr std::string_view answer_statement_typ = "vorab-answer-statement";
inline constexpr std::size_t largest_answer = 16 * 1024;  ///< bytes of the sealed answer

/// Where the patient went from the emergency department, in the order of how ill they are.
enum class Outcome {
    discharged,
    ward,
    intermediate_care,
    intensive_care,
    operating_theatre,
    catheter_laboratory,
    transferred,  ///< to another hospital
    died,
    other,
};
core::PublicText public_text(Outcome outcome);
core::Result<Outcome> parse_outcome(std::string_view word);

inline constexpr std::size_t longest_destination = 40;  ///< characters, as on the arrival board
inline constexpr std::size_t longest_text = 500;

struct Answer {
    core::AnswerId id;
    core::CaseId case_id;
    core::MailboxId mailbox;
    envelope::AnswerEvent event = envelope::AnswerEvent::seen;
    core::Timestamp at{};
    std::optional<std::string> destination = {};
    std::optional<std::string> text = {};
    std::optional<Outcome> outcome = {};
    friend bool operator==(const Answer&, const Answer&) = default;
};

/// The member `answer_key` of a record: P-256 or X25519, RFC 7517. schema_violation for anything else, with its path.
core::Result<signing::PublicKey> read_answer_key(const boost::json::object& jwk);

struct AnswerSigner {
    const signing::PrivateKey& key;  ///< the one that signs receipts
    const boost::json::array& x5c;
};
std::string seal_answer(const Answer& answer, const signing::PublicKey& crew, const AnswerSigner& hospital);

/// For the crew: sealed for us, and signed by the mailbox's own hospital (the organisation in the mailbox's
/// certificate). Whether it is about our case is the caller's to compare.
core::Result<Answer> open_answer(std::string_view sealed, const signing::PrivateKey& crew, std::string_view hospital,
                                 const signing::ChainVerifier& hospitals, core::Timestamp now);

}  // namespace vorab::sealing
