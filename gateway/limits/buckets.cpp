#include "gateway/limits/buckets.hpp"

#include <algorithm>

namespace vorab::gateway {

double Buckets::left_in(const Bucket& bucket, Time now) const {
    const std::chrono::duration<double> since = now - bucket.at;
    return std::min(rate_.burst, bucket.left + since.count() * rate_.per_second);
}

Buckets::Bucket& Buckets::bucket(const std::string& name, Time now) {
    if (const auto found = young_.find(name); found != young_.end()) return found->second;
    if (young_.size() >= most_names_ / 2) {
        old_ = std::move(young_);
        young_.clear();
    }
    if (auto known = old_.extract(name)) return young_.insert(std::move(known)).position->second;
    return young_.emplace(name, Bucket{rate_.burst, now}).first->second;
}

bool Buckets::take(const std::string& name, Time now) {
    Bucket& one = bucket(name, now);
    one.left = left_in(one, now);
    one.at = now;
    if (one.left < 1) return false;
    one.left -= 1;
    return true;
}

bool Buckets::is_empty(const std::string& name, Time now) const {
    for (const auto* generation : {&young_, &old_}) {
        if (const auto found = generation->find(name); found != generation->end())
            return left_in(found->second, now) < 1;
    }
    return false;
}
}  // namespace vorab::gateway
