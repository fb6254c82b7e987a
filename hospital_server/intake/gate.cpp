#include "hospital_server/intake/gate.hpp"

#include "common/database/connection.hpp"
#include "common/http/problem.hpp"

namespace vorab::hospital_server::intake {
namespace {
http::Response not_now(const core::Failure& failure) {
    auto response = http::problem_response(failure);
    response.headers.add("Retry-After", "5");
    return response;
}
}  // namespace

http::Handler Gate::guard(storage::Weight weight, http::Handler inner) {
    return [this, weight, inner = std::move(inner)](http::Request& request) { return pass(request, weight, inner); };
}

async::Task<http::Response> Gate::pass(http::Request& request, storage::Weight weight, const http::Handler& inner) {
    const auto room = space_.room_for(weight);
    if (!room) co_return not_now(room.error());
    try {
        auto answer = inner(request);
        auto response = co_await std::move(answer);
        co_return response;
    } catch (const database::DatabaseError& error) {
        if (error.out_of_space()) space_.note_full();
        log_.error("nothing was stored: the database failed", {{"error", error.error_code()}});
        co_return not_now(core::failure(core::Problem::unavailable, "the hospital's database does not answer; repeat"));
    }
}
}  // namespace vorab::hospital_server::intake
