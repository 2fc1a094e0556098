#include "curated_fixture.hpp"

#include <doctest/doctest.h>

namespace callout::pagerduty::test {
namespace {

std::int64_t counted(InstanceUnderTest& instance, std::string_view table, std::string_view name) {
  const json::value state = done(instance, "request", {{"path", "/sandbox/state"}});
  const json::value* const count = state.at(table).as_object().if_contains(name);
  return count != nullptr ? count->to_number<std::int64_t>() : 0;
}

} // namespace

json::value done(InstanceUnderTest& instance, std::string_view action, const json::object& input) {
  const Answer answer = instance.invoke(action, input);
  REQUIRE_MESSAGE(answer.ok(), answer.text);
  return answer.json();
}

std::int64_t effects(InstanceUnderTest& instance, std::string_view kind) {
  return counted(instance, "effects", kind);
}

std::int64_t requests(InstanceUnderTest& instance, std::string_view request) {
  return counted(instance, "requests", request);
}

std::string status_of(InstanceUnderTest& instance, std::string_view incident) {
  return std::string(
      done(instance, "getIncident", {{"id", incident}}).at("incident").at("status").as_string());
}

} // namespace callout::pagerduty::test
