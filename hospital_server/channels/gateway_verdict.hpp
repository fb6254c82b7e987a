#pragma once
// What the gateway's answer means for a delivery to it.
#include "common/outbox/delivery.hpp"

namespace vorab::hospital_server::channels {

/// The gateway writes down what it knows of a case a moment after the hospital has answered; what is not known two
/// minutes later never is.
inline bool may_not_be_known_yet(const outbox::Job& job, core::Timestamp now) {
    return now - job.created_at < std::chrono::minutes{2};
}

inline outbox::Delivery verdict_of(int status, const outbox::Job& job, core::Timestamp now) {
    if (status >= 200 && status < 300) return outbox::Delivered{};
    const auto reason = core::PublicText{"the gateway answered "} + status;
    if (status == 404 && may_not_be_known_yet(job, now))
        return outbox::RetryLater{.reason = reason, .peer_works = true};
    if (status >= 500 || status == 429 || status == 408) return outbox::RetryLater{.reason = reason};
    return outbox::Rejected{reason};
}

}  // namespace vorab::hospital_server::channels
