#include "tools/ambulance/outcome.hpp"

#include <iostream>

#include "common/core/json.hpp"

namespace vorab::ambulance {
namespace {
std::string member(const boost::json::object& problem, const char* name) {
    const auto* value = problem.if_contains(name);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}
}  // namespace

Trouble trouble(const std::string& what, const core::Failure& failure, Exit exit) {
    return {exit, what + ": " + public_text(failure.problem).str() + ": " + failure.detail.str()};
}

Trouble refusal(const std::string& what, const http::ClientResponse& answer) {
    const auto problem = core::parse_json_object(answer.body);
    std::string words = what + ": refused with " + std::to_string(answer.status);
    if (problem) words += " " + member(*problem, "type") + ": " + member(*problem, "detail");
    return {Exit::refused, words};
}

Exit tell(const Trouble& trouble) {
    std::cerr << "vorab-ambulance: " << trouble.words << "\n";
    return trouble.exit;
}

void throw_exception_from_error(const Trouble& trouble, const boost::source_location&) {
    throw TroubleError(trouble.words);
}
}  // namespace vorab::ambulance
