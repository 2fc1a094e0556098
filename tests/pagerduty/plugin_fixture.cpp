#include "plugin_fixture.hpp"

#include <doctest/doctest.h>

namespace callout::pagerduty::test {

json::object with(json::object object, const json::object& members) {
  for (const auto& member : members) {
    object[member.key()] = member.value();
  }
  return object;
}

json::object PluginFixture::config() const {
  const json::object& ready = sandbox_.ready();
  return {{"base_url", ready.at("base_url")},
          {"token_url", ready.at("token_url")},
          {"ca_file", ready.at("ca_file")},
          {"retry", json::object{{"max_attempts", 1}}}}; // a fault is to be seen, not mended
}

json::object PluginFixture::credentials(std::string_view scope) const {
  const json::object& ready = sandbox_.ready();
  return {{"client_id", ready.at("client_id")},
          {"client_secret", ready.at("client_secret")},
          {"scope", scope.empty() ? ready.at("scope") : json::value(scope)}};
}

InstanceUnderTest PluginFixture::connect(const json::object& config, std::string_view scope) {
  InstanceUnderTest instance = create(config);
  const Answer answer = instance.authenticate("oauth2_client_credentials", credentials(scope));
  REQUIRE_MESSAGE(answer.ok(), answer.text);
  return instance;
}

void PluginFixture::fault(const json::object& fault) {
  InstanceUnderTest instance = create(config());
  instance.use_session(R"({"token":"control"})");
  const Answer answer =
      instance.invoke("request", {{"method", "POST"}, {"path", "/sandbox/faults"}, {"body", fault}});
  REQUIRE_MESSAGE(answer.ok(), answer.text);
}

json::object PluginFixture::last_request(InstanceUnderTest& instance) {
  const Answer answer =
      instance.invoke("request", {{"path", "/sandbox/requests"}, {"query", json::object{{"n", 1}}}});
  REQUIRE_MESSAGE(answer.ok(), answer.text);
  return answer.json().at("requests").as_array().back().as_object();
}

std::string PluginFixture::log_text() const {
  std::string text;
  for (const auto& line : plugin_.host().log_lines()) {
    text += line.message + " " + line.fields + "\n";
  }
  return text;
}

} // namespace callout::pagerduty::test
