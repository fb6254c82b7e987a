#include "common/http/router.hpp"

#include <stdexcept>

#include "common/http/problem.hpp"

namespace vorab::http {
namespace {
using Segments = std::vector<std::string_view>;
using Captures = std::vector<std::pair<std::string, std::string>>;

Segments split(std::string_view path) {
    Segments segments;
    path.remove_prefix(1);  // the leading '/'
    for (;;) {
        const auto end = path.find('/');
        segments.push_back(path.substr(0, end));
        if (end == std::string_view::npos) return segments;
        path.remove_prefix(end + 1);
    }
}

bool is_capture(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }
bool is_rest(std::string_view segment) { return is_capture(segment) && segment.ends_with("...}"); }
}  // namespace

struct Router::Route {
    Method method;
    std::string pattern;
    Segments segments;  ///< of `pattern`
    Handler handler;

    std::optional<Captures> match(const Segments& path) const {
        Captures captures;
        for (std::size_t at = 0; at < segments.size(); ++at) {
            if (at >= path.size()) return std::nullopt;
            const auto wanted = segments[at];
            if (is_rest(wanted)) {
                const char* const from = path[at].data();
                const char* const to = path.back().data() + path.back().size();
                captures.emplace_back(wanted.substr(1, wanted.size() - 5), std::string{from, to});
                return captures;
            }
            if (is_capture(wanted)) {
                if (path[at].empty()) return std::nullopt;
                captures.emplace_back(wanted.substr(1, wanted.size() - 2), path[at]);
            } else if (wanted != path[at]) {
                return std::nullopt;
            }
        }
        if (path.size() != segments.size()) return std::nullopt;
        return captures;
    }
};

void Router::add(Method method, std::string_view pattern, Handler handler) {
    if (!pattern.starts_with('/')) throw std::invalid_argument("a route begins with '/'");
    auto route = std::make_shared<Route>(Route{method, std::string{pattern}, {}, std::move(handler)});
    route->segments = split(route->pattern);
    routes_.push_back(std::move(route));
}

async::Task<Response> Router::handle(Request& request) const {
    const Method wanted = request.method == Method::head ? Method::get : request.method;
    const Segments path = split(request.path);
    std::string allowed;
    for (const auto& route : routes_) {
        auto captures = route->match(path);
        if (!captures) continue;
        if (route->method == wanted) {
            request.captures = std::move(*captures);
            request.route = route->pattern;
            co_return co_await route->handler(request);
        }
        allowed.append(allowed.empty() ? "" : ", ").append(name_of(route->method));
        if (route->method == Method::get) allowed.append(", HEAD");
    }
    if (allowed.empty()) co_return problem_response(core::failure(core::Problem::not_found));
    Response response = problem_response(core::failure(core::Problem::wrong_method));
    response.headers.add("Allow", std::move(allowed));
    co_return response;
}
}  // namespace vorab::http
