#include <algorithm>

#include <doctest/doctest.h>

#include "test_catalog.hpp"

using namespace callout::test;

TEST_CASE("catalog: finds every row by its id, and no other") {
  for (const auto& operation : operations) {
    CHECK(catalog.find(operation.id) == &operation);
  }
  for (const auto& schema : schemas) {
    CHECK(catalog.schema(schema.name) == schema.json);
  }
  for (const std::string_view unknown : {"", "a", "createincident", "listIncidentsX", "zzz"}) {
    CHECK(catalog.find(unknown) == nullptr);
    CHECK(catalog.schema(unknown).empty());
  }
  CHECK(callout::rest::Catalog{}.find("x") == nullptr);
}

TEST_CASE("method_name: spells methods as HTTP does") {
  CHECK(callout::rest::method_name(Method::get) == "GET");
  CHECK(callout::rest::method_name(Method::head) == "HEAD");
  CHECK(callout::rest::method_name(Method::post) == "POST");
  CHECK(callout::rest::method_name(Method::put) == "PUT");
  CHECK(callout::rest::method_name(Method::patch) == "PATCH");
  CHECK(callout::rest::method_name(Method::delete_) == "DELETE");
}
