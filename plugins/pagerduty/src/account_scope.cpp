#include "account_scope.hpp"

#include <algorithm>
#include <optional>

#include <callout/sdk/problem.hpp>

namespace callout::pagerduty {
namespace {

constexpr std::string_view prefix = "as_account-";
constexpr std::string_view hint = "Add as_account-<us|eu>.<subdomain> to auth.scope, for example "
                                  "as_account-us.acme for the account at acme.pagerduty.com.";

sdk::Problem refusal(std::string_view why) {
  sdk::Problem problem =
      sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, "pagerduty: auth.scope " + std::string(why), hint);
  problem.members["pointer"] = "/scope";
  return problem;
}

bool is_subdomain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-';
  });
}

rest::Result<Account> read_entry(std::string_view entry) {
  const std::string_view name = entry.substr(prefix.size());
  const std::size_t dot = name.find('.');
  const std::optional<Region> region = find_region(name.substr(0, dot));
  if (!region || dot == std::string_view::npos || !is_subdomain(name.substr(dot + 1))) {
    return refusal("holds the malformed entry \"" + std::string(entry) + "\"");
  }
  return Account{*region, std::string(name.substr(dot + 1))};
}

} // namespace

rest::Result<Account> read_account(std::string_view scope) {
  std::string_view found;
  while (!scope.empty()) {
    const std::string_view entry = scope.substr(0, scope.find(' '));
    scope.remove_prefix(std::min(entry.size() + 1, scope.size()));
    if (entry.substr(0, prefix.size()) != prefix) {
      continue;
    }
    if (!found.empty() && entry != found) {
      return refusal("names two accounts; a token speaks for one");
    }
    found = entry;
  }
  if (found.empty()) {
    return refusal("does not say which account the app acts for");
  }
  return read_entry(found);
}

} // namespace callout::pagerduty
