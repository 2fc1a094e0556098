// Servers that are not who they should be. The genuine one answers the next call.
#include <doctest/doctest.h>

#include "fault_row.hpp"

using namespace callout::test;
using callout::sandbox::CertificateSpec;
using callout::sandbox::Identity;
using callout::sandbox::loopback_names;

namespace {

Identity trusted(const CertificateSpec& spec) {
  return trusted_authority().issue(spec);
}

CertificateSpec valid(std::chrono::hours from, std::chrono::hours until) {
  CertificateSpec spec = loopback_names();
  spec.valid_from = std::chrono::system_clock::now() + from;
  spec.valid_until = std::chrono::system_clock::now() + until;
  return spec;
}

CertificateSpec named(std::vector<std::string> names, std::vector<std::string> addresses) {
  CertificateSpec spec;
  spec.common_name = "127.0.0.1"; // which no longer counts (RFC 9525, 2)
  spec.dns_names = std::move(names);
  spec.ip_addresses = std::move(addresses);
  return spec;
}

} // namespace

TEST_CASE("faults: a certificate that is not to be trusted") {
  using std::chrono::hours;

  struct Impostor {
    std::string_view name;
    Identity identity;
  };

  const Impostor impostors[] = {
      {"expired", trusted(valid(hours(-48), hours(-24)))},
      {"not valid yet", trusted(valid(hours(24), hours(48)))},
      {"self-signed", callout::sandbox::make_authority(loopback_names())},
      {"of another authority", TestAuthority().issue(loopback_names())},
      {"of another host", trusted(named({"example.com"}, {"192.0.2.1"}))},
      {"of the host by its common name alone", trusted(named({}, {}))},
      {"of the address as a name", trusted(named({"127.0.0.1"}, {}))},
  };
  constexpr Expected untrusted{
      .status = CALLOUT_E_UNAVAILABLE, .requests = 0, .retryable = false, .says = "certificate"};
  for (const Impostor& impostor : impostors) {
    check_row({.name = impostor.name,
               .script = {.greetings = {Greeting::impostor}},
               .get = untrusted,
               .post = untrusted,
               .scene = {.impostor = &impostor.identity}});
  }
}

TEST_CASE("faults: a session that may be resumed lends no trust to an impostor") {
  const Identity foreign = TestAuthority().issue(loopback_names());
  FaultScene scene({.impostor = &foreign});
  const std::string good = answer("200 OK", "{}", "Content-Type: application/json\r\n");
  scene.api.arm({.faults = {{.bytes = good, .then = Then::close}}}, Lasts::for_ever);
  CHECK(scene.call(Method::get).status == CALLOUT_OK);
  CHECK(scene.api.await_closed());
  scene.api.arm({.greetings = {Greeting::impostor}}, Lasts::once);
  const Outcome outcome = scene.call(Method::post);
  CHECK_MESSAGE(outcome.status == CALLOUT_E_UNAVAILABLE, outcome.text);
  CHECK(outcome.problem.at("retryable") == false);
  CHECK(scene.api.seen().requests == 1);
  CHECK(scene.call(Method::post).status == CALLOUT_OK);
}

TEST_CASE("faults: a token endpoint that is not to be trusted gets no secret") {
  const Identity expired = trusted(valid(std::chrono::hours(-48), std::chrono::hours(-24)));
  FaultServer impostor(&good_token, expired);
  impostor.arm({.greetings = {Greeting::impostor}}, Lasts::for_ever);
  FaultScene deceived({.token_url = impostor.url() + "/oauth/token"});
  const Outcome outcome = deceived.call(Method::post);
  CHECK(outcome.status == CALLOUT_E_UNAVAILABLE);
  CHECK(outcome.problem.at("retryable") == false);
  CHECK(impostor.seen().connections == 1);
  CHECK(impostor.seen().requests == 0);
  CHECK(deceived.api.seen().connections == 0);
}
