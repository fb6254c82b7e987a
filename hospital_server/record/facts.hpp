#pragma once
// What the database knows of a record in columns: to sort, search, match and alarm by. The record itself stays whole
// beside it. Reads a record that has passed the schema, so nothing here can be of the wrong type.
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/core/encoding.hpp"
#include "common/core/ids.hpp"
#include "common/envelope/arrival.hpp"

namespace vorab::hospital_server::record {

struct Patient {
    std::optional<std::string> family_name;
    std::optional<std::string> given_name;
    std::optional<std::string> birth_date;  ///< YYYY-MM-DD
    std::optional<std::string> sex;
    std::optional<std::string> insurant_number;
};

struct Measurement {
    std::string code;  ///< LOINC
    std::string name;
    double value = 0;
    std::string unit;  ///< UCUM
    core::Timestamp at;
    std::optional<std::string> method;
    std::optional<std::string> flag;
};

struct Attachment {
    core::AttachmentId id;
    std::string kind;
    std::string media_type;
    std::string name;
    std::int64_t size = 0;
    std::int64_t chunk_size = 0;
    core::Bytes key;
    core::Bytes nonce_prefix;
    core::Bytes sha256;
    core::Bytes ciphertext_sha256;
};

struct Facts {
    std::optional<envelope::Arrival> arrival;
    Patient patient;
    std::vector<Measurement> measurements;
    std::vector<Attachment> attachments;
};

/// schema_violation for what a schema cannot say: a time that does not exist, base64url that is not canonical.
core::Result<Facts> read_facts(const boost::json::object& record);

}  // namespace vorab::hospital_server::record
