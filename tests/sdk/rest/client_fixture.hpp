#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include <callout/rest/client.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/wait_limit.hpp>

#include "tls_server.hpp"

namespace callout::test {

/// Options that trust the test authority.
inline rest::ClientOptions trusting_options() {
  rest::ClientOptions options;
  options.ca_file = trusted_authority().ca_file();
  return options;
}

inline rest::Origin origin_of(const TlsServer& server, rest::Scheme scheme = rest::Scheme::https) {
  return {scheme, "127.0.0.1", server.port()};
}

/// Long enough for any machine: a test that reaches it has failed.
inline sdk::WaitLimit patience() {
  return {.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20), .stop = {}};
}

/// Waits for what another thread does. False when that took longer than any machine takes.
inline bool wait_until(const std::function<bool()>& reached) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!reached()) {
    if (std::chrono::steady_clock::now() > end) {
      return false;
    }
    std::this_thread::yield();
  }
  return true;
}

inline rest::HttpRequest get(std::string target = "/") {
  rest::HttpRequest request;
  request.target = std::move(target);
  request.idempotent = true;
  return request;
}

inline rest::HttpRequest post(std::string body = "{}") {
  rest::HttpRequest request;
  request.method = rest::Method::post;
  request.body = std::move(body);
  return request;
}

} // namespace callout::test
