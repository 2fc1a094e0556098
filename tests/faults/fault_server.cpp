#include "fault_server.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loopback_listener.hpp"

namespace callout::test {
namespace {

// The entry at `next`, or the last one when it goes on for ever, or what stands for none.
template <class T>
T take(const std::vector<T>& entries, std::size_t& next, Lasts lasts) {
  if (next < entries.size()) {
    return entries[next++];
  }
  return lasts == Lasts::for_ever && !entries.empty() ? entries.back() : T{};
}

void replace(std::string& text, std::string_view what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

// The value of the header, else the body, where a form has it.
std::string credential_of(const std::string& request) {
  constexpr std::string_view header = "Authorization: ";
  if (const std::size_t at = request.find(header); at != std::string::npos) {
    return request.substr(at + header.size(), request.find('\r', at) - at - header.size());
  }
  const std::size_t end = request.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : request.substr(end + 4);
}

// False when the connection is over already.
bool greet(Peer& peer, Greeting greeting) {
  switch (greeting) {
  case Greeting::silence:
    peer.end(Then::stall);
    return false;
  case Greeting::reset_in_handshake:
    peer.await_request();
    [[fallthrough]];
  case Greeting::reset:
    peer.end(Then::reset);
    return false;
  case Greeting::refuse_tls:
    peer.await_request();
    peer.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    return false;
  default:
    return peer.shake_hands();
  }
}

} // namespace

std::size_t identity_of(std::string_view text) {
  constexpr std::string_view prefix = "call-";
  const std::size_t at = text.find(prefix);
  std::size_t number = 0;
  if (at != std::string_view::npos) {
    text.remove_prefix(at + prefix.size());
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

FaultServer::FaultServer(Answer answer, const sandbox::Identity& impostor)
    : answer_(std::move(answer)), listener_(listen_on_loopback(port_)) {
  signal(SIGPIPE, SIG_IGN); // OpenSSL writes to sockets that clients have closed
  contexts_[Greeting::tls] = make_server_context(loopback_identity());
  contexts_[Greeting::tls_1_0] = make_tls_1_0_context(loopback_identity());
  contexts_[Greeting::impostor] = make_server_context(impostor);
  acceptor_ = std::thread([this] { accept_all(); });
}

FaultServer::~FaultServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  std::unique_lock lock(mutex_);
  for (const int socket : open_) {
    shutdown(socket, SHUT_RDWR);
  }
  changed_.wait(lock, [this] { return open_.empty(); });
  lock.unlock();
  close(listener_);
}

void FaultServer::arm(Script script, Lasts lasts) {
  const std::lock_guard lock(mutex_);
  script_ = std::move(script);
  lasts_ = lasts;
  next_greeting_ = 0;
  next_fault_ = 0;
}

void FaultServer::decide_by(std::function<Fault(std::size_t)> decide) {
  const std::lock_guard lock(mutex_);
  decide_ = std::move(decide);
}

void FaultServer::set_other(const std::string& url) {
  const std::lock_guard lock(mutex_);
  other_ = url;
}

std::string FaultServer::url() const {
  return "https://127.0.0.1:" + std::to_string(port_);
}

Seen FaultServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

int FaultServer::most_effects() const {
  const std::lock_guard lock(mutex_);
  const auto most = std::max_element(effects_.begin(), effects_.end());
  return most == effects_.end() ? 0 : *most;
}

bool FaultServer::await_requests(int count) const {
  return await([&] { return seen_.requests >= count; });
}

bool FaultServer::await_connections(int count) const {
  return await([&] { return seen_.connections >= count; });
}

bool FaultServer::await_closed() const {
  return await([&] { return open_.empty(); });
}

bool FaultServer::await(const std::function<bool()>& condition) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(20), condition);
}

void FaultServer::accept_all() {
  for (;;) {
    const int socket = accept(listener_, nullptr, nullptr);
    if (socket < 0) {
      return;
    }
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mutex_);
    ++seen_.connections;
    open_.insert(socket);
    changed_.notify_all();
    std::thread([this, socket] { serve(socket); }).detach(); // the destructor waits until open_ is empty
  }
}

void FaultServer::serve(int socket) {
  const Greeting greeting = next_greeting();
  const auto context = contexts_.find(greeting);
  {
    Peer peer(socket, context != contexts_.end() ? context->second.get() : nullptr);
    if (greet(peer, greeting)) {
      serve_requests(peer);
    }
  }
  const std::lock_guard lock(mutex_);
  open_.erase(socket);
  close(socket);
  changed_.notify_all(); // with the lock: the destructor may go on at once
}

void FaultServer::serve_requests(Peer& peer) {
  while (peer.await_request() && react(peer)) {
  }
}

// False when the connection is over.
bool FaultServer::react(Peer& peer) {
  Fault fault = next_fault();
  std::string head;
  std::string body;
  if (fault.reads != Reads::nothing && (head = peer.read_head()).empty()) {
    return false;
  }
  if (fault.reads == Reads::all && !peer.read_body(head, body)) {
    return false;
  }
  const std::string request = head + body;
  if (const std::lock_guard lock(mutex_); decide_) {
    fault = decide_(identity_of(request));
  }
  if (fault.reads == Reads::all && fault.effect == Effect::done) {
    count_effect(request);
  }
  const bool is_good = fault.bytes.empty() && fault.flood.empty() && fault.then == Then::next;
  const std::string bytes = is_good ? answer_(request) : filled(fault.bytes, request);
  const bool written = fault.drip.count() > 0 ? peer.drip(bytes, fault.drip) : peer.write(bytes);
  if (!fault.flood.empty()) {
    peer.flood(fault.flood);
  }
  if (fault.then != Then::next) {
    peer.end(fault.then);
  }
  return written && fault.flood.empty() && fault.then == Then::next;
}

Greeting FaultServer::next_greeting() {
  const std::lock_guard lock(mutex_);
  return take(script_.greetings, next_greeting_, lasts_);
}

Fault FaultServer::next_fault() {
  const std::lock_guard lock(mutex_);
  ++seen_.requests;
  changed_.notify_all();
  return take(script_.faults, next_fault_, lasts_);
}

void FaultServer::count_effect(const std::string& request) {
  const std::lock_guard lock(mutex_);
  ++seen_.effects;
  if (request.starts_with("GET ")) {
    return;
  }
  const std::size_t identity = identity_of(request);
  effects_.resize(std::max(effects_.size(), identity + 1));
  const bool is_keyed = request.find("\"incident_key\"") != std::string::npos;
  if (!is_keyed || effects_[identity] == 0) {
    ++effects_[identity];
  }
}

std::string FaultServer::filled(std::string text, const std::string& request) const {
  std::string other;
  {
    const std::lock_guard lock(mutex_);
    other = other_;
  }
  replace(text, "{credential}", credential_of(request));
  replace(text, "{self}", url());
  replace(text, "{other}", other);
  return text;
}

} // namespace callout::test
