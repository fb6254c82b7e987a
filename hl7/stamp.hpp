#pragma once
// What is the sender's own in a message that it builds. Given by the caller, so that the mapping stays pure.
#include <string>

#include "hl7/time.hpp"

namespace vorab::hl7 {

struct Stamp {
    std::string control_id;  ///< MSH-10: new for each acknowledgement, the same at every retry of a message
    core::Timestamp time;    ///< MSH-7
    Zone zone = {};
};

}  // namespace vorab::hl7
