#include "common/http/problem.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace vorab::http {
using core::Problem;

int status_of(Problem problem) {
    switch (problem) {
        case Problem::malformed:
            return 400;
        case Problem::unauthenticated:
            return 401;
        case Problem::forbidden:
            return 403;
        case Problem::unknown_mailbox:
        case Problem::not_found:
            return 404;
        case Problem::wrong_method:
            return 405;
        case Problem::conflict:
            return 409;
        case Problem::too_large:
            return 413;
        case Problem::unsupported_type:
            return 415;
        case Problem::algorithm_refused:
        case Problem::unknown_key:
        case Problem::envelope_not_opened:
        case Problem::signature_invalid:
        case Problem::slip_mismatch:
        case Problem::schema_violation:
        case Problem::stale:
            return 422;
        case Problem::too_many_requests:
            return 429;
        case Problem::internal:
            return 500;
        case Problem::refused_by_peer:
            return 502;
        case Problem::unavailable:
            return 503;
        case Problem::unreachable:
            return 504;
    }
    return 500;
}

namespace {
constexpr int retry_after_seconds = 5;

std::string_view title_of(Problem problem) {
    switch (problem) {
        case Problem::malformed:
            return "The message is not what it claims to be";
        case Problem::unauthenticated:
            return "Sign in first";
        case Problem::forbidden:
            return "Not allowed";
        case Problem::unknown_mailbox:
            return "No such mailbox";
        case Problem::not_found:
            return "Not found";
        case Problem::wrong_method:
            return "This address does not take that method";
        case Problem::conflict:
            return "Conflicts with what is already there";
        case Problem::too_large:
            return "Too large";
        case Problem::unsupported_type:
            return "Content type or encoding not taken";
        case Problem::algorithm_refused:
            return "Algorithm not allowed";
        case Problem::unknown_key:
            return "Unknown key";
        case Problem::envelope_not_opened:
            return "The envelope does not open";
        case Problem::signature_invalid:
            return "The signature does not hold";
        case Problem::slip_mismatch:
            return "The routing slips differ";
        case Problem::schema_violation:
            return "Does not follow the schema";
        case Problem::stale:
            return "Too old, or from the future";
        case Problem::too_many_requests:
            return "Too many requests";
        case Problem::unreachable:
            return "The receiver did not answer in time";
        case Problem::refused_by_peer:
            return "The receiver refused";
        case Problem::unavailable:
            return "Not delivered: use the telephone";
        case Problem::internal:
            return "An error on our side";
    }
    return "An error on our side";
}
}  // namespace

std::string problem_type(Problem problem) {
    std::string name = core::public_text(problem).str();
    std::ranges::replace(name, '_', '-');
    return "urn:vorab:problem:" + name;
}

Response problem_response(const core::Failure& failure) {
    return problem_response(status_of(failure.problem), failure);
}

Response problem_response(int status, const core::Failure& failure) {
    boost::json::object body{
        {"type", problem_type(failure.problem)}, {"title", title_of(failure.problem)}, {"status", status}};
    if (!failure.detail.empty()) body["detail"] = failure.detail.view();
    Response response;
    response.status = status;
    if (status == 429) {
        body["retry_after"] = retry_after_seconds;
        response.headers.add("Retry-After", std::to_string(retry_after_seconds));
    }
    response.body = boost::json::serialize(body);
    response.content_type = "application/problem+json";
    return response;
}

Response unauthenticated_response(const core::PublicText& detail) {
    Response response = problem_response({core::Problem::unauthenticated, detail});
    response.headers.add("WWW-Authenticate", "Bearer realm=\"vorab\"");
    return response;
}
}  // namespace vorab::http
