#include "common/core/log.hpp"

#include <algorithm>
#include <cstdio>
#include <mutex>

#include <boost/json/serialize.hpp>

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

/// A JSON string; escaping is rare, so it is looked for first.
void append_text(std::string& line, std::string_view text) {
    const auto plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
    if (!std::ranges::all_of(text, plain)) {
        line += boost::json::serialize(boost::json::string_view{text});
        return;
    }
    line.append(1, '"').append(text).append(1, '"');
}

struct AppendJson {
    std::string& line;
    void operator()(bool value) const { line += value ? "true" : "false"; }
    void operator()(std::int64_t value) const { line += std::to_string(value); }
    void operator()(const PublicText& text) const { append_text(line, text.view()); }
};
}  // namespace

Log::Log(PublicText service, LogLevel least, Sink sink)
    : service_(std::move(service)), least_(least), sink_(sink ? std::move(sink) : to_standard_output) {}

void Log::write(LogLevel level, const PublicText& message, std::initializer_list<LogField> fields) const {
    if (level < least_) return;
    std::string line;
    line.reserve(384);  // a request has its line: built in one piece
    line.append(R"({"@timestamp":")").append(to_rfc3339(SystemClock{}.now()));
    line.append(R"(","log.level":")").append(name_of(level)).append(R"(","message":)");
    append_text(line, message.view());
    line.append(R"(,"ecs.version":"8.11","service.name":)");
    append_text(line, service_.view());
    for (const auto& field : fields) {
        const bool of_ecs = field.name.view().find('.') != std::string_view::npos;
        line.append(of_ecs ? R"(,")" : R"(,"vorab.)").append(field.name.view()).append(R"(":)");
        std::visit(AppendJson{line}, field.value.value());
    }
    line += "}\n";
    sink_(line);
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
