#include "process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace callout::testing {
namespace {

void require(int error, const char* what) {
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), what);
  }
}

/// Our end and the child's end.
struct Channel {
  int ours = -1;
  int theirs = -1;
};

Channel pipe_to_child() {
  std::array<int, 2> ends{};
  require(::pipe2(ends.data(), O_CLOEXEC) == 0 ? 0 : errno, "pipe2");
  return {ends[1], ends[0]};
}

Channel pipe_from_child() {
  const Channel swapped = pipe_to_child();
  return {swapped.theirs, swapped.ours};
}

Channel terminal() {
  Channel ends;
  require(::openpty(&ends.ours, &ends.theirs, nullptr, nullptr, nullptr) == 0 ? 0 : errno, "openpty");
  ::fcntl(ends.ours, F_SETFD, FD_CLOEXEC);
  ::fcntl(ends.theirs, F_SETFD, FD_CLOEXEC);
  return ends;
}

std::vector<std::string> environment_of(const ProcessSpec& spec) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text(*variable);
    if (!spec.environment.contains(text.substr(0, text.find('=')))) {
      variables.push_back(text);
    }
  }
  for (const auto& [name, value] : spec.environment) {
    if (value) {
      variables.push_back(name + "=" + *value);
    }
  }
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

/// Owns what posix_spawn wants to be told.
struct SpawnSettings {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};

  SpawnSettings() {
    require(::posix_spawn_file_actions_init(&files), "posix_spawn_file_actions_init");
    require(::posix_spawnattr_init(&attributes), "posix_spawnattr_init");
    // The child starts with no signal blocked or ignored, whatever the test did.
    sigset_t signals;
    sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes, &signals);
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGINT);
    ::posix_spawnattr_setsigdefault(&attributes, &signals);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }

  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
};

pid_t spawn(const ProcessSpec& spec, const std::array<int, 3>& streams) {
  SpawnSettings settings;
  for (std::size_t stream = 0; stream < streams.size(); ++stream) {
    ::posix_spawn_file_actions_adddup2(&settings.files, streams.at(stream), static_cast<int>(stream));
  }
  if (!spec.directory.empty()) {
    ::posix_spawn_file_actions_addchdir_np(&settings.files, spec.directory.c_str());
  }
  std::vector<std::string> words{spec.program.string()};
  words.insert(words.end(), spec.arguments.begin(), spec.arguments.end());
  std::vector<std::string> variables = environment_of(spec);
  pid_t child = -1;
  require(::posix_spawn(&child,
                        spec.program.c_str(),
                        &settings.files,
                        &settings.attributes,
                        pointers_to(words).data(),
                        pointers_to(variables).data()),
          spec.program.c_str());
  return child;
}

void close_once(int& descriptor) {
  if (descriptor >= 0) {
    ::close(std::exchange(descriptor, -1));
  }
}

/// What is there to read; closes the descriptor at its end. A terminal ends with EIO.
void drain(int& descriptor, std::string& text) {
  std::array<char, 65536> chunk{};
  const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
  if (count > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    close_once(descriptor);
  }
}

int milliseconds_until(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 3'600'000));
}

} // namespace

Process::Process(const ProcessSpec& spec)
    : keep_input_open_(spec.keep_input_open), pending_input_(spec.input) {
  const Channel input = pipe_to_child();
  const Channel output = spec.on_terminal ? terminal() : pipe_from_child();
  const Channel error = spec.on_terminal ? Channel{-1, output.theirs} : pipe_from_child();
  child_ = spawn(spec, {input.theirs, output.theirs, error.theirs});
  ::close(input.theirs);
  ::close(output.theirs);
  if (!spec.on_terminal) {
    ::close(error.theirs);
  }
  input_ = input.ours;
  output_ = output.ours;
  error_ = error.ours;
  ::fcntl(input_, F_SETFL, O_NONBLOCK);
  std::signal(SIGPIPE, SIG_IGN); // a program may end without reading its input
}

Process::~Process() {
  close_once(input_);
  close_once(output_);
  close_once(error_);
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
}

void Process::feed() {
  const ssize_t count = ::write(input_, pending_input_.data(), pending_input_.size());
  if (count >= 0) {
    pending_input_.erase(0, static_cast<std::size_t>(count));
  } else if (errno != EAGAIN && errno != EINTR) {
    close_input();
  }
  if (pending_input_.empty() && !keep_input_open_) {
    close_input();
  }
}

bool Process::pump(Clock::time_point deadline) {
  if (input_ >= 0 && pending_input_.empty() && !keep_input_open_) {
    close_input();
  }
  const int writable = pending_input_.empty() ? -1 : input_;
  std::array<pollfd, 3> watched{{{output_, POLLIN, 0}, {error_, POLLIN, 0}, {writable, POLLOUT, 0}}};
  if (output_ < 0 && error_ < 0) {
    return false;
  }
  const int ready = ::poll(watched.data(), watched.size(), milliseconds_until(deadline));
  if (ready == 0) {
    return false;
  }
  if (watched[0].revents != 0) {
    drain(output_, result_.output);
  }
  if (watched[1].revents != 0) {
    drain(error_, result_.error);
  }
  if (watched[2].revents != 0) {
    feed();
  }
  return true;
}

std::optional<std::string> Process::read_line(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  std::size_t end = result_.output.find('\n');
  while (end == std::string::npos && pump(deadline)) {
    end = result_.output.find('\n');
  }
  if (end == std::string::npos) {
    return std::nullopt;
  }
  std::string line = result_.output.substr(0, end);
  result_.output.erase(0, end + 1);
  return line;
}

bool Process::read_error_until(std::string_view text, std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (result_.error.find(text) == std::string::npos) {
    if (!pump(deadline)) {
      return false;
    }
  }
  return true;
}

void Process::send_signal(int signal) const {
  if (child_ > 0) {
    ::kill(child_, signal);
  }
}

bool Process::write_input(std::string_view text) {
  pending_input_ += text;
  while (input_ >= 0 && !pending_input_.empty() && pump(Clock::now() + std::chrono::seconds(20))) {
  }
  return pending_input_.empty();
}

void Process::close_input() {
  pending_input_.clear();
  close_once(input_);
}

void Process::close_output() {
  close_once(output_);
}

ProcessResult Process::wait(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (pump(deadline)) {
  }
  int status = 0;
  // Output may end before the program does; there is no wait for a child with a limit.
  while (child_ > 0 && ::waitpid(child_, &status, WNOHANG) == 0) {
    if (Clock::now() >= deadline) {
      result_.timed_out = true;
      ::kill(child_, SIGKILL);
      ::waitpid(child_, &status, 0);
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  child_ = -1;
  result_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result_.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return std::exchange(result_, {});
}

ProcessResult run_process(const ProcessSpec& spec, std::chrono::milliseconds limit) {
  return Process(spec).wait(limit);
}

} // namespace callout::testing
