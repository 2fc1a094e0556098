#pragma once

/// Reading the `config` object of a connection to a REST API.

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::rest {

/// Takes a config object apart for a connector's constructor: every function throws sdk::ProblemException
/// with CALLOUT_E_INVALID_ARGUMENT, the JSON pointer of the member and what to write instead. An absent
/// member is the fallback.
class ConfigReader {
public:
  /// Refuses members that are not `known`. `connector` names the plugin in errors. Both arguments must
  /// outlive the reader.
  ConfigReader(std::string_view connector,
               const boost::json::object& config,
               std::span<const std::string_view> known);

  [[nodiscard]] bool has(std::string_view name) const { return config_.contains(name); }

  /// The member as it is, or null.
  [[nodiscard]] const boost::json::value* find(std::string_view name) const {
    return config_.if_contains(name);
  }

  /// Reads the object `name`, an empty one when it is absent; errors name its members "name.member". Borrows
  /// from this reader.
  [[nodiscard]] ConfigReader within(std::string_view name, std::span<const std::string_view> known) const;

  [[nodiscard]] std::string text(std::string_view name, std::string_view fallback = {}) const;

  [[nodiscard]] rest::BaseUrl base_url(std::string_view name, std::string_view fallback) const;

  /// A URL as text, checked; may be empty when the fallback is.
  [[nodiscard]] std::string endpoint_url(std::string_view name, std::string_view fallback) const;

  [[nodiscard]] bool flag(std::string_view name, bool fallback = false) const;

  /// A list of texts; empty when it is absent, never when it is there.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;

  /// A whole number of milliseconds, from 1 to an hour.
  [[nodiscard]] std::chrono::milliseconds wait(std::string_view name,
                                               std::chrono::milliseconds fallback) const;

  /// An object of header names and values, none that Callout writes itself or that carries a credential.
  [[nodiscard]] std::vector<Header> headers(std::string_view name) const;

  /// For checks of the connector's own: refuses the member `name`.
  [[noreturn]] void refuse(std::string_view name, std::string_view why, std::string_view hint = {}) const;

private:
  ConfigReader(const ConfigReader& outer, std::string_view name, const boost::json::object& config);

  void check_names(std::span<const std::string_view> known) const;
  /// As in "timeouts.connect_ms".
  [[nodiscard]] std::string path_of(std::string_view name) const;

  std::string_view connector_;
  const boost::json::object& config_;
  std::vector<std::string_view> path_; // of the objects around it
};

} // namespace callout::rest
