#include "gateway/refusals.hpp"

#include "common/http/problem.hpp"

namespace vorab::gateway {
using core::Problem;

http::Response refusal_response(const core::Failure& failure) {
    return failure.problem == Problem::unauthenticated ? http::unauthenticated_response(failure.detail)
                                                       : http::problem_response(failure);
}

async::Task<http::Response> Refusals::answer(AuditEvent event, core::Failure failure) {
    event.problem = failure.problem;
    const std::string flooding = event.client ? event.client->str() : event.peer;
    const bool too_much = failure.problem == Problem::too_many_requests;
    if (too_much && !notices_.take(flooding)) co_return refusal_response(failure);
    if (!too_much && !event.client && !may_note(event.peer)) co_return refusal_response(failure);
    if (too_much && event.client) log_.warning("a client sends too much", {{"client", *event.client}});
    co_await audit_.record(std::move(event));
    co_return refusal_response(failure);
}
}  // namespace vorab::gateway
