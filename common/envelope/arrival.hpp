#pragma once
// The arrival: what a wall display may show of an announced patient. No name, no birth date, no address. The sender
// seals it for the mailbox's boards; the hospital reads it in clear from the record. Shape:
// schemas/arrival.schema.json.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"

namespace vorab::envelope {

enum class EtaSource { gps, crew, plan };
enum class Priority { sk1, sk2, sk3 };  ///< Sichtungskategorie: red, yellow, green
enum class Sex { male, female, diverse, unknown };

core::PublicText public_text(EtaSource source);
core::PublicText public_text(Priority priority);
core::PublicText public_text(Sex sex);

/// Every member may be absent: a position report knows only the time of arrival.
struct Arrival {
    std::optional<core::Timestamp> eta = {};
    std::optional<EtaSource> eta_source = {};
    std::optional<Priority> priority = {};
    std::optional<std::string> keyword = {};  ///< at most 40 characters
    std::optional<std::string> code = {};     ///< 1 to 12 digits, e.g. a PZC; leading zeros count
    std::optional<std::int64_t> age = {};     ///< years; 90 stands for 90 and above
    std::optional<Sex> sex = {};
    std::vector<std::string> flags = {};          ///< names out of the schema's list, each once
    std::optional<std::string> text = {};         ///< at most 120 characters
    std::optional<std::string> destination = {};  ///< at most 40 characters
    std::optional<std::string> callsign = {};     ///< at most 40 characters

    friend bool operator==(const Arrival&, const Arrival&) = default;
};

/// A failure is schema_violation; its detail names the JSON pointer below `path`.
core::Result<Arrival> read_arrival(const boost::json::object& json, const core::PublicText& path = "/arrival");

boost::json::object to_json(const Arrival& arrival);

}  // namespace vorab::envelope
