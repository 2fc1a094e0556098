#pragma once

#include <deque>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "sandbox/message.hpp"

namespace callout::sandbox {

/// A failure on order: what the next requests that match are answered with.
struct Fault {
  std::string method = {};   ///< empty matches every method
  std::string path = {};     ///< prefix of the path; empty matches every path
  std::size_t count = 1;     ///< how many more requests it concerns
  unsigned status = 0;       ///< 0 keeps the real answer
  bool after_effect = false; ///< the request takes effect before its answer is spoiled
  std::vector<Header> headers = {};
  std::optional<std::string> body = {}; ///< replaces the body of the answer
  std::chrono::milliseconds delay{0};
  Drop drop = Drop::none;

  /// Whether the request is carried out: always when (part of) its real answer is sent.
  [[nodiscard]] bool takes_effect() const;
};

/// Reads `{"status", "headers", "body", "delay_ms", "drop", "count", "method", "path", "after_effect"}`.
///
/// `body` may be a string or any JSON. The error is a message that names the member.
boost::system::result<Fault, std::string> parse_fault(const json::object& document);

/// The answer to a request that a fault concerns. `real` is the true answer when the request took effect.
Response spoil(const Fault& fault, Response real);

/// The faults that are waiting, first come first served.
class Faults {
public:
  void add(Fault fault);
  void clear();
  [[nodiscard]] std::size_t waiting() const;

  /// The first fault that matches, counted down; nullopt when none does.
  std::optional<Fault> take(const Request& request);

private:
  std::deque<Fault> faults_;
};

} // namespace callout::sandbox
