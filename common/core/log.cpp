#include "common/core/log.hpp"

#include <cstdio>
#include <mutex>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "common/core/clock.hpp"

namespace vorab::core {
namespace {
std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

void to_standard_output(std::string_view line) {
    static std::mutex one_line_at_a_time;
    const std::lock_guard guard{one_line_at_a_time};
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

struct AsJson {
    boost::json::value operator()(bool value) const { return value; }
    boost::json::value operator()(std::int64_t value) const { return value; }
    boost::json::value operator()(const PublicText& text) const { return boost::json::string_view{text.view()}; }
};
}  // namespace

Log::Log(PublicText service, LogLevel least, Sink sink)
    : service_(std::move(service)), least_(least), sink_(sink ? std::move(sink) : to_standard_output) {}

void Log::write(LogLevel level, const PublicText& message, std::initializer_list<LogField> fields) const {
    if (level < least_) return;
    boost::json::object line;
    line["@timestamp"] = to_rfc3339(SystemClock{}.now());
    line["log.level"] = name_of(level);
    line["message"] = message.view();
    line["ecs.version"] = "8.11";
    line["service.name"] = service_.view();
    for (const auto& field : fields) line["vorab." + field.name.str()] = std::visit(AsJson{}, field.value.value());
    sink_(boost::json::serialize(line) + "\n");
}

void Log::debug(const PublicText& message, std::initializer_list<LogField> fields) const {
    write(LogLevel::debug, message, fields);
}
void Log::info(const PublicText& message, std::initializer_list<LogField> fields) const {
    write(LogLevel::info, message, fields);
}
void Log::warning(const PublicText& message, std::initializer_list<LogField> fields) const {
    write(LogLevel::warning, message, fields);
}
void Log::error(const PublicText& message, std::initializer_list<LogField> fields) const {
    write(LogLevel::error, message, fields);
}
}  // namespace vorab::core
