#pragma once
// The one visible list of what a server answers. Unknown path: 404; known path, other verb: 405 with Allow; HEAD is
// GET.
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.hpp"

namespace vorab::http {

class Router {
  public:
    /// `pattern` is a path whose segments may be "{name}" (one segment, never empty) or end in "{rest...}" (all that
    /// follows).
    void add(Method method, std::string_view pattern, Handler handler);

    /// Answers every request; suits `serve()` as its handler. Must outlive the server.
    async::Task<Response> handle(Request& request) const;

  private:
    struct Route;
    std::vector<std::shared_ptr<const Route>> routes_;
};
}  // namespace vorab::http
