#include "common/http/asked.hpp"

#include <charconv>

namespace vorab::http {

core::Result<std::int64_t> number_asked(const Request& request, std::string_view name, std::int64_t most,
                                        std::int64_t fallback) {
    const auto text = request.query_value(name);
    if (!text) return fallback;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool whole = error == std::errc{} && end == text->data() + text->size();
    if (whole && number >= 1 && number <= most) return number;
    return core::failure(core::Problem::malformed, "a number of the query is not one, or out of its range");
}

core::Result<std::optional<core::Timestamp>> time_asked(const Request& request, std::string_view name) {
    const auto text = request.query_value(name);
    if (!text) return std::optional<core::Timestamp>{};
    const auto time = core::parse_rfc3339(*text);
    if (!time) return time.error();
    return std::optional{*time};
}
}  // namespace vorab::http
