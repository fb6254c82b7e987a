#include "common/program/serve.hpp"

#include "common/async/task_group.hpp"

namespace vorab::program {
namespace {
constexpr std::chrono::seconds grace_of_requests{5};

async::Task<void> reload_on_signal(Service& service, async::Signals& signals) {
    for (;;) {
        co_await signals.until_reload();
        co_await service.reload();
    }
}

async::Task<void> live(async::Executor executor, Service& service, const core::Log& log) {
    async::Signals signals{executor};
    async::TaskGroup reloads{executor, log, "reload"};
    co_await service.start();
    reloads.spawn(reload_on_signal(service, signals));
    co_await signals.until_stop();
    co_await reloads.drain(std::chrono::milliseconds{0});
    co_await service.drain(grace_of_requests);
}
}  // namespace

void serve(boost::asio::io_context& loop, Service& service, const core::Log& log) {
    async::run(loop, live(loop.get_executor(), service, log));
}
}  // namespace vorab::program
