#include <functional>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include <unistd.h>

#include "batch_line.hpp"
#include "commands.hpp"
#include "input_stream.hpp"
#include "line_queue.hpp"
#include "page_stream.hpp"
#include "text_table.hpp"

namespace callout::host::cli {
namespace {

/// How much was answered, shown on a terminal at most ten times a second.
class Tally {
public:
  explicit Tally(Console& console) : console_(console) {}

  /// CALLOUT_OK, or the failure's.
  void count(callout_status status) {
    const std::lock_guard lock(mutex_);
    ++done_;
    failed_ += status == CALLOUT_OK ? 0U : 1U;
    const auto now = std::chrono::steady_clock::now();
    if (console_.error_is_terminal() && now - shown_ >= std::chrono::milliseconds(100)) {
      shown_ = now;
      console_.tell("\r\x1b[K" + text());
    }
  }

  /// The last counter line, on a terminal.
  void finish() {
    if (console_.error_is_terminal()) {
      console_.tell("\r\x1b[K" + text() + "\n");
    }
  }

  [[nodiscard]] std::size_t failed() const { return failed_; }

private:
  [[nodiscard]] std::string text() const {
    return counted(done_, "call") + " answered, " + std::to_string(failed_) + " failed";
  }

  Console& console_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
  std::chrono::steady_clock::time_point shown_;
};

class Batch {
public:
  Batch(const Context& context, Host& host, const BatchOptions& options)
      : context_(context),
        host_(host),
        is_stream_(options.stream),
        input_(STDIN_FILENO, stop_.get_token()),
        lines_(input_),
        tally_(context.console),
        outer_stop_(context.stop, [this] { stop_.request_stop(); }) {
    start_workers(options.concurrency);
  }

  ExitStatus run() {
    for (std::thread& worker : workers_) {
      worker.join();
    }
    tally_.finish();
    if (context_.stop.stop_requested()) {
      return ExitStatus::interrupted;
    }
    if (const int error = input_.error(); error != 0) {
      context_.console.report(
          make_failure(CALLOUT_E_INVALID_ARGUMENT,
                       "standard input cannot be read: " + std::generic_category().message(error),
                       "The lines before that were answered."));
      return ExitStatus::failed;
    }
    return tally_.failed() == 0 ? ExitStatus::done : ExitStatus::failed;
  }

private:
  // Where the system gives fewer threads, those that there are do the work.
  void start_workers(std::size_t count) {
    try {
      while (workers_.size() < count) {
        workers_.emplace_back(&Batch::work, this);
      }
    } catch (const std::system_error&) {
      if (workers_.empty()) {
        throw;
      }
    }
  }

  void work() {
    while (const auto line = lines_.pop()) {
      BatchRequest request = parse_batch_line(line->text, line->number);
      if (line->cut) {
        request.action = too_long(line->number);
      }
      if (is_stream_) {
        answer_by_items(request);
      } else {
        answer_whole(request);
      }
    }
  }

  void answer_whole(const BatchRequest& request) {
    const auto call = invocation(request);
    const Result<std::string> result = call ? host_.invoke(*call) : call.error();
    tally_.count(result ? CALLOUT_OK : result.error().status);
    print(batch_answer(request.id, result));
  }

  void answer_by_items(const BatchRequest& request) {
    StreamProgress progress;
    const auto done = stream(request, progress);
    const auto failure = done ? std::nullopt : std::optional(done.error());
    tally_.count(failure ? failure->status : CALLOUT_OK);
    print(batch_end(request.id, progress, failure));
  }

  Result<void> stream(const BatchRequest& request, StreamProgress& progress) {
    const auto call = invocation(request);
    if (!call) {
      return call.error();
    }
    auto pages = PageStream::open(host_, *call);
    if (!pages) {
      return pages.error();
    }
    for (;;) {
      const auto page = pages->next();
      progress = pages->progress();
      if (!page) {
        return page.error();
      }
      if (!page->has_value()) {
        return {};
      }
      std::string lines;
      for (const std::string& item : **page) {
        lines += batch_item(request.id, item);
      }
      print(lines);
    }
  }

  void print(std::string_view lines) {
    context_.console.print(lines);
    if (context_.console.output_error() != 0) {
      stop_.request_stop(); // nobody reads the answers
    }
  }

  static Failure too_long(std::size_t number) {
    return make_failure(CALLOUT_E_LIMIT,
                        "line " + std::to_string(number) + " is longer than " +
                            std::to_string(InputStream::max_line) + " bytes");
  }

  /// What the line asks for; refers to the request.
  Result<Invocation> invocation(const BatchRequest& request) {
    if (!request.action) {
      return request.action.error();
    }
    if (stop_.stop_requested()) {
      return make_failure(CALLOUT_E_CANCELLED, "interrupted before the call was made");
    }
    Invocation invocation;
    invocation.connection = request.action->connection;
    invocation.action = request.action->action;
    invocation.input = request.input;
    invocation.limits = limits_from_now(context_);
    invocation.limits.stop = stop_.get_token();
    return invocation;
  }

  const Context& context_;
  Host& host_;
  bool is_stream_;
  std::stop_source stop_; ///< of the interruption, or of a reader of our answers that went away
  InputStream input_;
  LineQueue lines_;
  Tally tally_;
  std::stop_callback<std::function<void()>> outer_stop_;
  std::vector<std::thread> workers_;
};

} // namespace

ExitStatus run_batch(const Context& context, const BatchOptions& options) {
  const auto host = open_host(context);
  if (!host) {
    context.console.report(host.error());
    return ExitStatus::usage;
  }
  return Batch(context, **host, options).run();
}

} // namespace callout::host::cli
