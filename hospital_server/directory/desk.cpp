#include "hospital_server/directory/desk.hpp"

namespace vorab::hospital_server::directory {
namespace {
constexpr unsigned threads = 4;
constexpr std::size_t longest_queue = 64;
}  // namespace

Desk::Desk(async::Executor executor, const std::optional<Options>& options, const core::Log& log)
    : threads_(executor, "directory", threads, longest_queue,
               std::make_exception_ptr(core::UnavailableError("too many wait for the directory"))),
      log_(log) {
    if (options) directory_.emplace(*options);
}

people::Elsewhere Desk::question() {
    if (!directory_) return {};
    return [this](people::Credentials credentials) { return ask(std::move(credentials)); };
}

async::Task<core::Result<people::Vouched>> Desk::ask(people::Credentials credentials) {
    auto work = threads_.run([this, asked = std::move(credentials)](unsigned) {
        return directory_->check(asked.user_name, asked.password);
    });
    auto said = co_await std::move(work);
    if (!said && said.error().problem == core::Problem::unavailable)
        log_.error("sign-in by the directory failed", {{"detail", said.error().detail}});
    co_return said;
}
}  // namespace vorab::hospital_server::directory
