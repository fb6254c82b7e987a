#pragma once
// What the tables say already about whom a few messages are about, read and locked in one statement, so that the
// messages write only what they change.
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "common/database/connection.hpp"
#include "hl7/adt.hpp"

namespace vorab::hospital_server::adt {

struct Person {
    hl7::Change family_name, given_name, birth_name, birth_date;
    friend bool operator==(const Person&, const Person&) = default;
};

class Known {
  public:
    /// Inside a transaction. The rows stay as they are until its end.
    Known(database::Connection& connection, const std::vector<const hl7::Adt*>& messages);

    // Both to be asked in the order of the messages, and about each once.

    /// Names and birth date as they are after the message; nothing when they stand there already, and so do their
    /// sounds.
    std::optional<Person> renamed(const hl7::Adt& message);

    /// Whether the message takes its stay from another patient.
    bool moves_stay(const hl7::Adt& message);

  private:
    using Key = std::pair<std::string, std::string>;  ///< authority, number
    struct Owner {
        std::string patient_number;
        core::Timestamp said_at;
    };
    std::map<Key, Person> people_;
    std::map<Key, Owner> stays_;
};
}  // namespace vorab::hospital_server::adt
