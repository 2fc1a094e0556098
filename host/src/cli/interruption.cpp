#include "interruption.hpp"

#include <csignal>

#include <unistd.h>

#include "exit_status.hpp"

namespace callout::host::cli {
namespace {

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

} // namespace

Interruption::Interruption() {
  const sigset_t signals = watched_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::thread([this] { watch(); });
}

Interruption::~Interruption() {
  over_ = true;
  ::pthread_kill(watcher_.native_handle(), SIGINT); // wakes sigwait; nobody else sees it
  watcher_.join();
}

void Interruption::watch() {
  const sigset_t signals = watched_signals();
  int signal = 0;
  while (::sigwait(&signals, &signal) != 0 || !over_) {
    if (!source_.request_stop()) {
      ::_exit(static_cast<int>(ExitStatus::interrupted));
    }
  }
}

} // namespace callout::host::cli
