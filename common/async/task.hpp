#pragma once
// The one coroutine type of this project. Every co_await is a statement of its own with plain arguments: g++ 12.2
// miscompiles other shapes silently (docs/decisions/coroutines.md; ./vorab check looks for them).
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace vorab::async {

/// One event-loop thread a process, so one executor type: no type erasure on the hot path.
using Executor = boost::asio::io_context::executor_type;

template <class T>
using Task = boost::asio::awaitable<T, Executor>;

/// Completion tokens: `use_task` throws a system_error, `as_result` returns the error code as the first of a tuple.
inline constexpr boost::asio::use_awaitable_t<Executor> use_task{};
inline constexpr auto as_result = boost::asio::as_tuple(use_task);

}  // namespace vorab::async
