#include "common/program/body_limits.hpp"

namespace vorab::program {
namespace {
constexpr std::int64_t mebibyte = 1024 * 1024;
constexpr std::int64_t largest_body = 2;  // MiB: an envelope, the largest of what is held whole
}  // namespace

http::BodyLimits read_body_limits(configuration::Section& section) {
    const auto all = section.integer_or("body_mebibytes", 2 * largest_body, 65'536, 64);
    const auto of_one = section.integer_or("body_mebibytes_per_client", largest_body, 65'536, 16);
    if (of_one >= all)
        section.refuse("body_mebibytes_per_client", "less than body_mebibytes, so that others have room");
    return {static_cast<std::size_t>(all * mebibyte), static_cast<std::size_t>(of_one * mebibyte)};
}
}  // namespace vorab::program
