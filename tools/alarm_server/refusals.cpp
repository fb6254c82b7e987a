#include "tools/alarm_server/refusals.hpp"

#include "espax/document.hpp"

namespace vorab::alarm_server {

using namespace espax;

std::optional<Message> refusal(const Message& request, int code) {
    const Answer answer = answer_of(code, std::string{reason_of(code)});
    if (std::holds_alternative<LoginRequest>(request))
        return LoginAnswer{std::string{server_name}, "simulated", answer};
    if (std::holds_alternative<HeartbeatRequest>(request)) return HeartbeatAnswer{answer};
    if (std::holds_alternative<LogoutRequest>(request)) return LogoutAnswer{answer};
    if (std::holds_alternative<ConditionRequest>(request)) return ConditionAnswer{answer, {"No data", {}, {}}};
    if (std::holds_alternative<ParametersRequest>(request)) return ParametersAnswer{answer};
    if (const auto* start = std::get_if<StartRequest>(&request)) return StartAnswer{answer, start->reference, "0", {}};
    if (std::holds_alternative<StopRequest>(request)) return StopAnswer{answer};
    if (std::holds_alternative<StateRequest>(request)) return StateAnswer{answer};
    return std::nullopt;
}

bool wants_attempts(const StartRequest& start, bool final) {
    return start.details.empty() || start.details == "All" || (start.details == "Results" && final);
}

bool wants_process(const StartRequest& start) { return start.details != "No"; }

bool mask_covers(const std::string& mask, std::string_view state) {
    const std::string padded = ' ' + mask + ' ';
    return padded.find(" All ") != std::string::npos ||
           padded.find(' ' + std::string{state} + ' ') != std::string::npos;
}

}  // namespace vorab::alarm_server
