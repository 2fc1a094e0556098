// Runs a program several times, one after the other, and says what each run took. Forked from a process as
// small as this, since a peak of memory counts what the child shares before it becomes the program.
//   callout_bench_launcher TIMES INPUT OUTPUT PROGRAM [ARGUMENT...]
// Prints a line a run: seconds, seconds of processor (user and system), peak memory in KiB, exit status.
// Ends with its parent, and the program with it.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <span>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int first_of_program = 4;
constexpr int cannot_run = 127;
volatile std::sig_atomic_t child = 0;

void end_child(int signal) {
  if (child > 0) {
    ::kill(child, signal);
  }
}

void end_with_parent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

bool redirect(const char* file, int flags, int descriptor) {
  const int opened = ::open(file, flags, 0600);
  return opened >= 0 && ::dup2(opened, descriptor) >= 0;
}

[[noreturn]] void become(std::span<char*> arguments) {
  std::signal(SIGTERM, SIG_DFL);
  end_with_parent();
  if (redirect(arguments[2], O_RDONLY, STDIN_FILENO) &&
      redirect(arguments[3], O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO)) {
    ::execvp(arguments[first_of_program], &arguments[first_of_program]);
  }
  std::perror(arguments[first_of_program]);
  ::_exit(cannot_run);
}

double seconds_of(timeval time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// False when the program failed.
bool run(std::span<char*> arguments) {
  const auto begin = std::chrono::steady_clock::now();
  child = ::fork();
  if (child == 0) {
    become(arguments);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || ::wait4(child, &status, 0, &usage) < 0) {
    std::perror("callout_bench_launcher");
    return false;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.6f %.6f %ld %d\n",
              took.count(),
              seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
              usage.ru_maxrss,
              WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
  return status == 0;
}

} // namespace

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc) + 1); // with the null at its end
  const int times = argc > first_of_program ? std::atoi(argv[1]) : 0;  // NOLINT(cert-err34-c): a bench
  if (times < 1) {
    std::fputs("usage: callout_bench_launcher TIMES INPUT OUTPUT PROGRAM [ARGUMENT...]\n", stderr);
    return EXIT_FAILURE;
  }
  end_with_parent();
  std::signal(SIGTERM, &end_child); // then the child's status ends the loop
  for (int count = 0; count < times; ++count) {
    if (!run(arguments)) {
      return EXIT_FAILURE;
    }
  }
  return EXIT_SUCCESS;
}
