#include "name_resolver.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <exception>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace callout::rest {
namespace {

using Outcome = std::variant<Addresses, TransportFailure>;

TransportFailure failure(FailureKind kind, std::string reason) {
  return {.phase = Phase::resolving, .kind = kind, .reason = std::move(reason)};
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

Outcome look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
    const int system_error = errno;
    return failure(error == EAI_NONAME || error == EAI_NODATA ? FailureKind::no_such_host
                                                              : FailureKind::network,
                   error == EAI_SYSTEM ? std::generic_category().message(system_error) : gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  Addresses addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(
            entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  return addresses;
}

} // namespace

struct NameResolver::Lookup {
  Lookup(std::string name, LookUp way) : host(std::move(name)), look_up(std::move(way)) {}

  const std::string host;
  const LookUp look_up;
  std::mutex mutex;
  std::condition_variable_any finished;
  std::optional<Outcome> outcome;

  Outcome find() {
    try {
      return look_up(host);
    } catch (const std::exception& error) {
      return failure(FailureKind::network, error.what());
    }
  }

  void run() {
    Outcome found = find();
    const std::lock_guard lock(mutex);
    outcome = std::move(found);
    finished.notify_all();
  }

  bool done() {
    const std::lock_guard lock(mutex);
    return outcome.has_value();
  }
};

NameResolver::NameResolver() : look_up_(&look_up) {}

// One under way for the same host is joined: a name service that hangs would gather threads.
std::shared_ptr<NameResolver::Lookup> NameResolver::start(const std::string& host) {
  const std::lock_guard lock(mutex_);
  std::erase_if(under_way_, [](const auto& lookup) { return lookup->done(); });
  const auto same = std::find_if(
      under_way_.begin(), under_way_.end(), [&host](const auto& lookup) { return lookup->host == host; });
  if (same != under_way_.end()) {
    return *same;
  }
  auto lookup = std::make_shared<Lookup>(host, look_up_);
  // Detached: whoever is done with its calls must not wait until a name service gives up.
  std::thread([lookup] { lookup->run(); }).detach();
  under_way_.push_back(lookup);
  return lookup;
}

Outcome NameResolver::resolve(const std::string& host, const sdk::WaitLimit& limit) {
  if (is_address(host)) {
    return Addresses{host};
  }
  const auto lookup = start(host);
  std::unique_lock lock(lookup->mutex);
  lookup->finished.wait_until(lock, limit.stop, limit.deadline, [&] { return lookup->outcome.has_value(); });
  if (lookup->outcome) {
    return *lookup->outcome;
  }
  return failure(interruption_of(limit).value_or(FailureKind::deadline), {});
}

} // namespace callout::rest
