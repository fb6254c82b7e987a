#pragma once
// The bridge for calls that block (database, password hashing, private keys): a few named threads. run() gives the call
// to one of them and resumes the coroutine on the loop with its result or its exception. These are the only other
// threads.
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "common/async/task.hpp"

namespace vorab::async {

class BlockingPool {
  public:
    /// `name` (at most 15 characters) is what `ps -L` shows; `longest_queue` calls may wait, more are refused by run()
    /// with `when_full`, or with a std::runtime_error.
    BlockingPool(Executor loop, const char* name, unsigned threads, std::size_t longest_queue = 4096,
                 std::exception_ptr when_full = {});
    ~BlockingPool();  ///< waits for the calls that are running; those still waiting are dropped
    BlockingPool(const BlockingPool&) = delete;
    BlockingPool& operator=(const BlockingPool&) = delete;

    /// Runs `work(thread_index)` on a pool thread. Not a coroutine itself, so a capturing lambda as argument is safe.
    /// Throws `when_full` (in the awaiting coroutine) when the queue is full. A result must be
    /// default-constructible.
    template <class Work, class Value = std::invoke_result_t<Work, unsigned>>
    Task<Value> run(Work work) {
        return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>,
                                           typename Completion<Value>::Signature>(
            [this](auto handler, Work call) { start<Value>(std::move(handler), std::move(call)); }, use_task,
            std::move(work));
    }

    std::size_t waiting() const;

  private:
    template <class Value>
    struct Completion {
        using Signature = void(std::exception_ptr, Value);
    };

    template <class Value, class Handler, class Work>
    void start(Handler handler, Work work) {
        // Shared, because std::function copies; the handler is moved out exactly once, on the loop.
        auto call = std::make_shared<Call<Value, Handler, Work>>(std::move(handler), std::move(work), loop_);
        if (!enqueue([call](unsigned thread) { call->execute(thread); })) call->refuse(when_full_);
    }

    template <class Value, class Handler, class Work>
    struct Call : std::enable_shared_from_this<Call<Value, Handler, Work>> {
        Call(Handler then, Work what, Executor on)
            : handler(std::move(then)), work(std::move(what)), loop(on), alive(boost::asio::make_work_guard(on)) {}
        void execute(unsigned thread) {
            try {
                if constexpr (std::is_void_v<Value>) {
                    work(thread);
                } else {
                    value.emplace(work(thread));
                }
            } catch (...) {
                error = std::current_exception();
            }
            back();
        }
        void refuse(const std::exception_ptr& when_full) {
            error = when_full;
            back();
        }
        void back() {
            boost::asio::post(loop, [self = this->shared_from_this()] {
                self->alive.reset();
                if constexpr (std::is_void_v<Value>) {
                    std::move(self->handler)(self->error);
                } else {
                    std::move(self->handler)(self->error, self->value ? std::move(*self->value) : Value{});
                }
            });
        }
        Handler handler;
        Work work;
        Executor loop;
        boost::asio::executor_work_guard<Executor> alive;
        std::exception_ptr error;
        std::optional<std::conditional_t<std::is_void_v<Value>, char, Value>> value;
    };

    bool enqueue(std::function<void(unsigned thread)> call);

    struct State;
    Executor loop_;
    std::exception_ptr when_full_;
    std::unique_ptr<State> state_;
};

template <>
struct BlockingPool::Completion<void> {
    using Signature = void(std::exception_ptr);
};
}  // namespace vorab::async
