#include "hospital_server/directory/desk.hpp"

namespace vorab::hospital_server::directory {
namespace {
constexpr unsigned threads = 4;
constexpr std::size_t longest_queue = 64;
const core::Failure silent{core::Problem::unavailable, "the directory does not answer, and many wait for it"};
}  // namespace

Desk::Desk(async::Executor executor, const std::optional<Options>& options, const core::Log& log)
    : threads_(executor, "directory", threads, longest_queue,
               std::make_exception_ptr(core::UnavailableError("too many wait for the directory"))),
      log_(log) {
    if (options) directory_.emplace(*options);
    if (options) patience_ = 2 * options->timeout;
}

people::Elsewhere Desk::question() {
    if (!directory_) return {};
    return [this](people::Credentials credentials) { return ask(std::move(credentials)); };
}

async::Task<core::Result<people::Vouched>> Desk::ask(people::Credentials credentials) {
    const auto begun = std::chrono::steady_clock::now();
    auto work = threads_.run([this, begun, asked = std::move(credentials)](unsigned) -> core::Result<people::Vouched> {
        if (std::chrono::steady_clock::now() - begun > patience_) return silent;
        return directory_->check(asked.user_name, asked.password);
    });
    auto said = co_await std::move(work);
    if (!said && said.error().problem == core::Problem::unavailable)
        log_.error("sign-in by the directory failed", {{"detail", said.error().detail}});
    co_return said;
}
}  // namespace vorab::hospital_server::directory
