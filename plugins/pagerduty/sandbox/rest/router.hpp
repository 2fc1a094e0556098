#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/access.hpp"
#include "sandbox/message.hpp"
#include "sandbox/store/account.hpp"

namespace callout::sandbox {

/// What an operation is given: the account, the request, and who asks.
struct Call {
  Account& account;
  const Request& request;
  std::vector<std::string> ids; ///< the path's `{}` segments, in order
  const Principal& principal;
  const json::object* from = nullptr; ///< the user of the From header, or of a user's key

  /// Reference to whoever acts: the From user, or a reference that names the app.
  [[nodiscard]] json::object agent() const;
};

using Operation = Response (*)(Call& call);

/// Whether an operation wants to know the user on whose behalf it acts.
enum class From { ignored, required };

/// One row of the operation table. `{}` in a path stands for any one segment.
struct Route {
  std::string_view method;
  std::string_view path;
  std::string_view scope; ///< what an app's token must hold; empty: nothing
  Operation operation = nullptr;
  From from = From::ignored;
};

std::span<const Route> incident_routes();
std::span<const Route> alert_routes();
std::span<const Route> response_routes();
std::span<const Route> log_entry_routes();
std::span<const Route> directory_routes();
std::span<const Route> service_routes();
std::span<const Route> schedule_routes();
std::span<const Route> escalation_routes();
std::span<const Route> maintenance_routes();
std::span<const Route> webhook_routes();
std::span<const Route> shift_schedule_routes();

/// Finds the operation, checks scope, headers and From, and carries it out.
Response answer_rest(const Request& request, const Principal& principal, Account& account);

} // namespace callout::sandbox
