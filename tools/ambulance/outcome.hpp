#pragma once
// How a step of sending ends: with its value, or with words for the person who sends and the exit code of the program.
#include <string>

#include <boost/system/result.hpp>

#include "common/core/result.hpp"
#include "common/http/client.hpp"

namespace vorab::ambulance {

enum class Exit {
    delivered = 0,  ///< the hospital's receipt is verified
    failed = 1,     ///< a file, a key, the network
    wrong_usage = 2,
    parked = 3,      ///< the gateway keeps it for up to 3 hours; nothing is delivered yet
    refused = 4,     ///< gateway or hospital said no (problem+json)
    not_trusted = 5  ///< a receipt or a mailbox key that does not hold: tell the crew to telephone
};

struct Trouble {
    Exit exit = Exit::failed;
    std::string words = {};
};

Trouble trouble(const std::string& what, const core::Failure& failure, Exit exit = Exit::failed);

/// The words of a problem+json answer: "422 urn:vorab:problem:unknown-key: ...".
Trouble refusal(const std::string& what, const http::ClientResponse& answer);

/// Says it to the person who sends, and what the program ends with.
Exit tell(const Trouble& trouble);

class TroubleError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};
[[noreturn]] void throw_exception_from_error(const Trouble& trouble, const boost::source_location&);

template <class T>
using Outcome = boost::system::result<T, Trouble>;

}  // namespace vorab::ambulance
