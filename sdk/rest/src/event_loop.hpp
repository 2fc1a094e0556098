#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::rest {

/// Why a coroutine was interrupted.
enum class Interruption { deadline, cancelled };

/// An io_context that is run by whoever waits for a coroutine on it.
class EventLoop {
public:
  using Executor = boost::asio::io_context::executor_type;
  template <class T>
  using Awaitable = boost::asio::awaitable<T, Executor>;

  boost::asio::io_context& context() { return context_; }

  /// Runs `work` to its end on this thread. When the limit comes first, `abort` makes all its waits fail, and
  /// the reason is returned.
  std::optional<Interruption>
  run(Awaitable<void> work, const sdk::WaitLimit& limit, const std::function<void()>& abort) {
    if (const auto over = interruption_of(limit)) { // work that never began needs no abort
      return over;
    }
    Run run{.abort = abort};
    context_.restart();
    boost::asio::co_spawn(context_, std::move(work), [&run](const std::exception_ptr& failure) {
      run.done = true;
      run.failure = failure;
    });
    drive(run, limit);
    if (run.failure) {
      std::rethrow_exception(run.failure);
    }
    return run.interruption;
  }

private:
  static std::optional<Interruption> interruption_of(const sdk::WaitLimit& limit) {
    if (limit.stop.stop_requested()) {
      return Interruption::cancelled;
    }
    return limit.deadline <= std::chrono::steady_clock::now() ? std::optional(Interruption::deadline)
                                                              : std::nullopt;
  }

  struct Run {
    const std::function<void()>& abort;
    bool done = false;
    std::exception_ptr failure = nullptr;
    std::optional<Interruption> interruption = std::nullopt;

    void interrupt(Interruption reason) {
      if (!done && !interruption) {
        interruption = reason;
        abort();
      }
    }
  };

  void drive(Run& run, const sdk::WaitLimit& limit) {
    {
      const auto cancel = [&run] {
        run.interrupt(Interruption::cancelled);
      };
      const std::stop_callback on_stop(limit.stop, [this, &cancel] { boost::asio::post(context_, cancel); });
      context_.run_until(limit.deadline);
      run.interrupt(Interruption::deadline);
      context_.run();
    }
    if (limit.stop.stop_requested()) { // what was posted refers to `run`: it must not stay behind
      context_.restart();
      context_.poll();
    }
  }

  // One thread at a time runs it, but a stop may post to it from any: 1, not
  // BOOST_ASIO_CONCURRENCY_HINT_UNSAFE.
  boost::asio::io_context context_{1};
};

} // namespace callout::rest
