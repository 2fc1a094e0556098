#include "console.hpp"

#include <cerrno>
#include <cstdlib>

#include <boost/json/serialize.hpp>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "json_text.hpp"

namespace callout::host::cli {
namespace {

/// Whoever shares the stream may have made it one that does not wait (O_NONBLOCK).
void wait_for_room(int descriptor) {
  pollfd watched{descriptor, POLLOUT, 0};
  ::poll(&watched, 1, -1); // what comes of it the next write tells
}

/// errno of the write that failed, else 0.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      wait_for_room(descriptor);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

/// See no-color.org; "dumb" terminals know no colours.
bool colours_wanted(Console::Colour colour) {
  const auto variable = [](const char* name) {
    const char* const text = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody calls setenv
    return std::string_view(text == nullptr ? "" : text);
  };
  return colour == Console::Colour::automatic && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
}

std::string member_text(const boost::json::object& problem, std::string_view name) {
  const auto* const value = problem.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

Console::Console(LogFormat format, Colour colour)
    : format_(format),
      output_is_terminal_(::isatty(STDOUT_FILENO) == 1),
      error_is_terminal_(::isatty(STDERR_FILENO) == 1),
      output_palette_(output_is_terminal_ && colours_wanted(colour)),
      error_palette_(error_is_terminal_ && colours_wanted(colour)) {}

void Console::print(std::string_view text) {
  const std::lock_guard lock(output_mutex_);
  if (output_error_ == 0) {
    output_error_ = write_all(STDOUT_FILENO, text);
  }
}

void Console::print_json(std::string_view json) {
  const auto indented = output_is_terminal_ ? indent_json(json) : Result<std::string>(std::string(json));
  print((indented ? *indented : std::string(json)) + "\n");
}

std::optional<std::size_t> Console::output_width() const {
  constexpr std::size_t usual = 100;
  if (!output_is_terminal_) {
    return std::nullopt;
  }

  struct winsize size {};

  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): there is no other way to ask
  const bool is_known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : usual;
}

void Console::tell(std::string_view text) {
  const std::lock_guard lock(error_mutex_);
  write_all(STDERR_FILENO, text);
}

void Console::report(const Failure& failure) {
  if (format_ == LogFormat::json) {
    print_problem(failure);
    return;
  }
  std::string text = error_palette_.paint(Style::bad, "callout:") + " " + failure.message() + "\n";
  if (const std::string hint = member_text(failure.problem, "hint"); !hint.empty()) {
    text += "  " + error_palette_.paint(Style::faint, "hint:") + " " + hint + "\n";
  }
  tell(text);
}

void Console::print_problem(const Failure& failure) {
  const std::string problem = boost::json::serialize(failure.problem);
  const auto indented = format_ == LogFormat::text ? indent_json(problem) : Result<std::string>(problem);
  tell((indented ? *indented : problem) + "\n");
}

} // namespace callout::host::cli
