#include "common/async/blocking_pool.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <pthread.h>
#include <stdexcept>
#include <thread>
#include <vector>

namespace vorab::async {

struct BlockingPool::State {
    void work(unsigned index) {
        for (;;) {
            std::unique_lock lock{mutex};
            changed.wait(lock, [this] { return stopping || !queue.empty(); });
            if (stopping) return;
            auto call = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            call(index);
        }
    }

    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void(unsigned)>> queue;
    std::size_t longest = 0;
    bool stopping = false;
    std::vector<std::thread> threads;
};

BlockingPool::BlockingPool(Executor loop, const char* name, unsigned threads, std::size_t longest_queue,
                           std::exception_ptr when_full)
    : loop_(loop), when_full_(std::move(when_full)), state_(std::make_unique<State>()) {
    if (!when_full_) when_full_ = std::make_exception_ptr(std::runtime_error("too many calls wait for a pool"));
    state_->longest = longest_queue;
    for (unsigned index = 0; index < threads; ++index) {
        auto& thread = state_->threads.emplace_back([state = state_.get(), index] { state->work(index); });
        pthread_setname_np(thread.native_handle(), name);
    }
}

BlockingPool::~BlockingPool() {
    {
        const std::lock_guard lock{state_->mutex};
        state_->stopping = true;
    }
    state_->changed.notify_all();
    for (auto& thread : state_->threads) thread.join();
}

bool BlockingPool::enqueue(std::function<void(unsigned)> call) {
    {
        const std::lock_guard lock{state_->mutex};
        if (state_->stopping || state_->queue.size() >= state_->longest) return false;
        state_->queue.push_back(std::move(call));
    }
    state_->changed.notify_one();
    return true;
}

std::size_t BlockingPool::waiting() const {
    const std::lock_guard lock{state_->mutex};
    return state_->queue.size();
}
}  // namespace vorab::async
