#pragma once
// The synthetic case on its way through the hospital's own rooms, step by step. Blocking: for the threads of databases
// and cryptography, not for the loop.
#include <filesystem>
#include <functional>
#include <vector>

#include "hospital_server/cases/current.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/record/store.hpp"
#include "hospital_server/self_test/synthetic.hpp"

namespace vorab::hospital_server::self_test {

struct Step {
    core::PublicText name;  ///< "seal", "open", "validate", "store", "board", "alarm", "hl7"
    bool ok = false;
};

/// What another system would be told of the case, made and not sent.
struct DryRun {
    core::PublicText step;
    std::function<core::Result<void>(const cases::Current&, const core::MailboxId&)> run;
};

/// How far it came. `why` only after a failure.
struct Walk {
    std::vector<Step> steps = {};
    core::PublicText why = {};

    bool passed() const { return !steps.empty() && steps.back().ok; }
    /// Notes the end of one step; true when it went well.
    bool note(core::PublicText step, const core::Result<void>& result);
};

struct Opened {
    sealing::OpenedRecord record;
    record::Facts facts;
    std::size_t sealed_size = 0;
    core::Bytes sealed_sha256;
};

/// The mailbox's board key; nothing where none was made. internal: the file is there, and is no key or not ours to
/// read.
core::Result<std::optional<signing::PrivateKey>> read_board_key(const std::filesystem::path& file);

/// Seals for every key of the mailbox, opens, validates: intake's own code. The last one opened; null when it failed.
std::shared_ptr<Opened> seal_and_open(Walk& walk, const cases::Mailbox& mailbox,
                                      const std::optional<signing::PrivateKey>& board, core::Timestamp now);

/// Stores it with its deliveries as intake does, reads it back as a channel does, and takes all of it back: the
/// transaction is never committed, so nobody else ever sees it.
core::Result<cases::Current> store_and_take_back(database::Connection& connection, const Opened& opened,
                                                 const std::vector<outbox::NewJob>& jobs, core::Timestamp now);

/// The frame that a board would get, opened as a board does.
core::Result<void> show(const Opened& opened, const signing::PrivateKey& board, core::Timestamp now);

}  // namespace vorab::hospital_server::self_test
