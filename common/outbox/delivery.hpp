#pragma once
// How one attempt to tell another system ended. The channel decides what happened, the dispatcher decides when to try
// again.
#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "common/async/task.hpp"
#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/core/public_text.hpp"

namespace vorab::outbox {

struct Delivered {
    std::optional<std::int64_t> size = {};  ///< bytes that were sent, where there is one message
};
struct RetryLater {
    core::PublicText reason;
    std::optional<std::chrono::seconds> after = {};  ///< when the peer said how long
    bool peer_works = false;  ///< it answered, only this job must wait; so it is with `after`, too
};
struct Rejected {  ///< trying again would not help: a person must look
    core::PublicText reason;
};
using Delivery = std::variant<Delivered, RetryLater, Rejected>;

/// One row of the outbox: a reference, never the message itself. The message is built when it is sent.
struct Job {
    std::int64_t id = 0;
    std::string channel;  ///< "hl7", "espax", "web_request", "mqtt", "answer"
    std::string target;   ///< which configured peer of that channel
    core::CaseId case_id;
    core::TransmissionId transmission;  ///< what it is about; on an "answer" line the answer's id
    int attempts = 0;                   ///< before this one
    core::Timestamp created_at;
};

class Channel {
  public:
    virtual ~Channel() = default;
    /// At-least-once: the same job may come again; its id is the idempotency key towards the peer.
    virtual async::Task<Delivery> deliver(const Job& job) = 0;
};
}  // namespace vorab::outbox
