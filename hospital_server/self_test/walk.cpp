#include "hospital_server/self_test/walk.hpp"

#include <fstream>
#include <sstream>

#include "common/board/entry.hpp"
#include "common/core/json.hpp"
#include "common/sealing/board_keys.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/intake/receive.hpp"

namespace vorab::hospital_server::self_test {
using core::failure;
using core::Problem;
using core::Result;

namespace {
/// A result without its value.
template <class T>
Result<void> outcome(const Result<T>& result) {
    return result ? Result<void>{} : Result<void>{result.error()};
}

Result<sealing::OpenedRecord> open(const Synthetic& synthetic, const sealing::KeyRing& keys, core::Timestamp now) {
    const auto sealed = envelope::read_envelope(synthetic.sealed);
    if (!sealed) return sealed.error();
    return sealing::open_record(*sealed, keys, synthetic.trusting, now);
}
}  // namespace

bool Walk::note(core::PublicText step, const Result<void>& result) {
    steps.push_back({std::move(step), result.has_value()});
    if (!result) why = result.error().detail;
    return result.has_value();
}

Result<std::optional<signing::PrivateKey>> read_board_key(const std::filesystem::path& path) {
    std::error_code unknown;
    if (std::filesystem::status(path, unknown).type() == std::filesystem::file_type::not_found)
        return std::optional<signing::PrivateKey>{};
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();  // throws at nothing that a disk may do
    const auto jwk = core::parse_json_object(text.str());
    const auto key = jwk ? signing::PrivateKey::from_jwk(*jwk) : Result<signing::PrivateKey>{jwk.error()};
    if (!key) return failure(Problem::internal, "the board key cannot be read");
    return std::optional{*key};
}

std::shared_ptr<Opened> seal_and_open(Walk& walk, const cases::Mailbox& mailbox,
                                      const std::optional<signing::PrivateKey>& board, core::Timestamp now) {
    const auto board_key = board ? std::optional{board->public_key()} : std::nullopt;
    Result<sealing::OpenedRecord> opened = failure(Problem::unknown_key, "the mailbox has no key that is valid now");
    std::string sealed;
    Result<void> could_seal;
    for (const auto& key : mailbox.keys.public_keys(now)) {
        const auto synthetic = make_synthetic(mailbox.id, key, board_key, now);
        could_seal = outcome(synthetic);
        if (!could_seal) break;
        sealed = synthetic->sealed;
        opened = open(*synthetic, mailbox.keys, now);
        if (!opened) break;
    }
    if (!walk.note("seal", could_seal) || !walk.note("open", outcome(opened))) return nullptr;
    const auto facts = intake::validate(opened->record);
    if (!walk.note("validate", outcome(facts))) return nullptr;
    return std::make_shared<Opened>(
        Opened{std::move(*opened), *facts, sealed.size(), signing::sha256(core::bytes_of(sealed))});
}

Result<cases::Current> store_and_take_back(database::Connection& connection, const Opened& opened,
                                           const std::vector<outbox::NewJob>& jobs, core::Timestamp now) {
    const database::Transaction never_committed{connection};
    const record::Transmission transmission{opened.record, opened.facts, opened.sealed_sha256, opened.sealed_size};
    const auto stored = record::store_uncommitted(connection, transmission, jobs, now);
    if (!stored) return stored.error();
    outbox::Job job;
    job.case_id = opened.record.slip.case_id;
    job.transmission = opened.record.slip.transmission;
    auto current = cases::read_current(connection, job);
    if (!current) return failure(Problem::internal, "what was stored is not there");
    current->kind = "pre_notification";  // as which the others would hear of it
    return std::move(*current);
}

Result<void> show(const Opened& opened, const signing::PrivateKey& board, core::Timestamp now) {
    const auto entry = board::entry_of(opened.record.slip, now);
    if (!entry) return failure(Problem::internal, "the case has nothing for a board");
    const auto frame = board::to_json(*entry);
    const auto arrival = sealing::open_arrival(core::text_member(frame, "board"), board);
    if (!arrival) return arrival.error();
    const bool same = opened.facts.arrival && *arrival == *opened.facts.arrival;
    if (!same) return failure(Problem::internal, "the board shows another arrival than the record has");
    return {};
}
}  // namespace vorab::hospital_server::self_test
