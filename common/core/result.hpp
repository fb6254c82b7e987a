#pragma once
// How this project says that something did not work.
//   The world is broken (database gone, disk full, a broken invariant): an exception, caught in four places only:
//   HTTP session, outbox dispatcher, TaskGroup, main.
//   The input is wrong, or an outcome is expected: a Result<T> holding a Failure.
#include <stdexcept>
#include <utility>

#include <boost/system/result.hpp>

#include "common/core/public_text.hpp"

namespace vorab::core {

/// Everything that can be wrong with what somebody sent us, or with a peer. http/problem.cpp maps each to a status.
enum class Problem {
    malformed,            ///< not the format it claims to be: JSON, base64url, JOSE, HTTP
    unauthenticated,      ///< no token, or one that does not hold
    forbidden,            ///< known, but not allowed to do this
    unknown_mailbox,      ///< no such mailbox
    not_found,            ///< no such case, attachment, transmission, page
    wrong_method,         ///< the path exists, the verb does not
    conflict,             ///< same id, other content; or a state that has moved on
    too_large,            ///< larger than the stated limit
    unsupported_type,     ///< content type or encoding we do not take
    algorithm_refused,    ///< JOSE algorithm outside the allowed list
    unknown_key,          ///< the key id is not one of ours, or no longer valid
    envelope_not_opened,  ///< the seal does not open: one word for every cryptographic reason
    signature_invalid,    ///< the record is not signed, wrongly signed, or by nobody we trust
    slip_mismatch,        ///< the signed routing slip and the outer one differ
    schema_violation,     ///< well-formed, but not what the schema says; detail names the JSON pointer
    stale,                ///< too old or from the future
    too_many_requests,    ///< slow down; comes with Retry-After
    unreachable,          ///< a peer did not answer in time
    refused_by_peer,      ///< a peer answered, and said no
    unavailable,          ///< neither delivery nor parking worked: the crew must telephone
    internal,             ///< our fault
};

/// Stable name of a problem, as in log fields and in the problem type: "unknown_key".
PublicText public_text(Problem problem);

struct Failure {
    Problem problem = Problem::internal;
    PublicText detail = {};  ///< says what to do; public by type

    friend bool operator==(const Failure&, const Failure&) = default;
};

/// Something that this server stands on (its database) does not answer now. What failed may succeed later; who asked is
/// told so, and nothing was acknowledged.
class UnavailableError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Thrown by Result::value() where the caller had said that it cannot fail.
class FailureError : public std::runtime_error {
  public:
    explicit FailureError(const Failure& failure)
        : std::runtime_error(public_text(failure.problem).str() + ": " + failure.detail.str()), failure_(failure) {}
    const Failure& failure() const { return failure_; }

  private:
    Failure failure_;
};

[[noreturn]] inline void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
    throw FailureError(failure);
}

template <class T>
using Result = boost::system::result<T, Failure>;

inline Failure failure(Problem problem, PublicText detail = {}) { return Failure{problem, std::move(detail)}; }

}  // namespace vorab::core
