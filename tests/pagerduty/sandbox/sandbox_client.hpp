#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "sandbox/running_sandbox.hpp"

namespace callout::sandbox_test {

namespace json = boost::json;
using sandbox::Header;
using sandbox::Options;
using sandbox::TimePoint;

/// What came back. `status` 0: the connection ended before the whole answer was there, and `broken` says how.
struct Answer {
  unsigned status = 0;
  std::vector<Header> headers;
  std::string body;
  std::string broken;

  [[nodiscard]] std::string header(std::string_view name) const;
  /// The body as JSON; fails the test when it is none.
  [[nodiscard]] json::value json() const;
  /// The text of a JSON pointer into the body: strings as they are, the rest serialised; "" when nothing is
  /// there.
  [[nodiscard]] std::string at(const std::string& pointer) const;
};

/// An HTTPS client for one server on 127.0.0.1: verifies chain and host name, keeps its connection.
class Client {
public:
  Client(std::uint16_t port, const std::string& ca_pem, std::string host = "127.0.0.1");
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Answer send(const std::string& method,
              const std::string& target,
              const std::vector<Header>& headers = {},
              const std::string& body = "");

  /// Sends text as it is and gives back all that comes until the server closes.
  std::string send_raw(const std::string& text);

  /// How many connections were opened so far.
  [[nodiscard]] int connections() const;

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// A sandbox whose clock stands still until a test moves it, with a client and a token for all scopes.
class Fixture {
public:
  explicit Fixture(Options options = {});

  /// An authorised request: bearer token, From of a known user, JSON body.
  Answer get(const std::string& target) { return call("GET", target); }

  Answer call(const std::string& method, const std::string& target, const std::string& body = "");

  /// A request with these headers and no others.
  Answer send(const std::string& method,
              const std::string& target,
              const std::vector<Header>& headers = {},
              const std::string& body = "") {
    return client.send(method, target, headers, body);
  }

  /// Asks the token endpoint with the right client and the given scope.
  Answer ask_token(const std::string& scope);
  /// A new token for the given scope.
  std::string token_for(const std::string& scope);
  /// Orders a fault; fails the test when it is refused.
  void fault(const std::string& document);
  /// The ids of the list under `name`, in order, joined by a blank.
  std::string ids(const std::string& target, const std::string& name);
  /// How often a kind of change took effect.
  std::int64_t effect(const std::string& name);

  std::shared_ptr<TimePoint> now;
  sandbox::RunningSandbox running;
  Client client;
  std::string token;

private:
  static Options with_clock(Options options, std::shared_ptr<TimePoint> now);
};

/// The content of a file.
std::string read_file(const std::string& path);

/// A form body from name and value pairs.
std::string form(const std::vector<Header>& fields);

inline const std::string all_scopes = "as_account-us.sandbox " + std::string(sandbox::all_scopes);

} // namespace callout::sandbox_test
