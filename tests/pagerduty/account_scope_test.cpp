#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "account_scope.hpp"

using callout::pagerduty::read_account;
using callout::pagerduty::Region;

TEST_CASE("read_account: the account is found wherever it stands in the scope") {
  struct Row {
    std::string_view scope;
    Region region;
    std::string_view subdomain;
  };

  const Row rows[] = {{"as_account-us.acme", Region::us, "acme"},
                      {"as_account-eu.acme incidents.read", Region::eu, "acme"},
                      {"incidents.read as_account-us.shop-2 incidents.write", Region::us, "shop-2"},
                      {"  as_account-us.acme   incidents.read ", Region::us, "acme"},
                      {"as_account-us.acme as_account-us.acme", Region::us, "acme"}};
  for (const Row& row : rows) {
    CAPTURE(row.scope);
    const auto account = read_account(row.scope);
    REQUIRE(account.has_value());
    CHECK(account->region == row.region);
    CHECK(account->subdomain == row.subdomain);
  }
}

TEST_CASE("read_account: a scope that names no single account is refused, and says how to write it") {
  struct Row {
    std::string_view scope;
    std::string_view why;
  };

  const Row rows[] = {
      {"", "does not say which account"},
      {"incidents.read", "does not say which account"},
      {"xas_account-us.acme", "does not say which account"},
      {"as_account-us.acme as_account-us.shop", "names two accounts"},
      {"as_account-us.acme as_account-eu.acme", "names two accounts"},
      {"as_account-fr.acme", "malformed entry \"as_account-fr.acme\""},
      {"as_account-us", "malformed entry"},
      {"as_account-us.", "malformed entry"},
      {"as_account-.acme", "malformed entry"},
      {"as_account-us.acme.pagerduty.com", "malformed entry"},
      {"as_account-us.ac/me", "malformed entry"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.scope);
    const auto account = read_account(row.scope);
    REQUIRE(!account);
    CHECK(account.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(account.error().detail().find(row.why) != std::string_view::npos);
    CHECK(account.error().members.at("pointer").as_string() == "/scope");
    CHECK(account.error().members.at("hint").as_string().find("as_account-<us|eu>.<subdomain>") !=
          std::string_view::npos);
  }
}
