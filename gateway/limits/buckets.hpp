#pragma once
// Token buckets by name: so many at once, and so many a second after that. In memory of this process, bounded: what was
// not asked for longest is forgotten first, and a forgotten bucket is a full one.
#include <chrono>
#include <string>
#include <unordered_map>

namespace vorab::gateway {

struct Rate {
    double per_second = 1;
    double burst = 1;
};

class Buckets {
  public:
    using Time = std::chrono::steady_clock::time_point;

    Buckets(Rate rate, std::size_t most_names) : rate_(rate), most_names_(most_names) {}

    /// Takes one out; false when none is left.
    bool take(const std::string& name, Time now = std::chrono::steady_clock::now());

    /// Whether take() would find none.
    bool is_empty(const std::string& name, Time now = std::chrono::steady_clock::now()) const;

    std::size_t names() const { return young_.size() + old_.size(); }

  private:
    struct Bucket {
        double left;
        Time at;
    };
    Bucket& bucket(const std::string& name, Time now);
    double left_in(const Bucket& bucket, Time now) const;

    Rate rate_;
    std::size_t most_names_;
    std::unordered_map<std::string, Bucket> young_;  ///< asked for lately
    std::unordered_map<std::string, Bucket> old_;  ///< the generation before; goes when `young_` has half of the names
};
}  // namespace vorab::gateway
