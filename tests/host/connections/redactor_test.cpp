#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "connections/redactor.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

TEST_CASE("redact: every occurrence of every secret, the longest first") {
  Redactor redactor;
  redactor.remember("abcd");
  redactor.remember("abcdefgh");
  redactor.remember("xyz");
  redactor.remember("");
  CHECK(redactor.redact("abcdefgh abcd abcdabcd xyz") == "[redacted] [redacted] [redacted][redacted] xyz");
  CHECK(redactor.redact("nothing here") == "nothing here");
}

TEST_CASE("redact: a secret as a service escapes it in JSON") {
  Redactor redactor;
  redactor.remember("pa\"ss/w\\ord");
  redactor.remember("hush/hush");
  redactor.remember_credentials({{"username", "me"}, {"password", "?\?\?>"}});
  for (const std::string_view said : {R"(pa"ss/w\ord)",
                                      R"(pa\"ss/w\\ord)",
                                      R"(pa\"ss\/w\\ord)",
                                      R"(hush/hush)",
                                      R"(hush\/hush)",
                                      R"(bWU6Pz8/Pg==)",
                                      R"(bWU6Pz8\/Pg==)"}) {
    CAPTURE(said);
    CHECK(redactor.redact(R"({"echo":")" + std::string(said) + R"("})") == R"({"echo":"[redacted]"})");
  }
}

TEST_CASE("redact: failures and records, as deep as they go") {
  Redactor redactor;
  redactor.remember("hush-hush");
  Failure failure = make_failure(CALLOUT_E_INTERNAL, "got hush-hush", "not hush-hush");
  failure.problem["errors"] = json::array{"hush-hush", json::object{{"deep", "a hush-hush b"}}, 7};
  const Failure redacted = redactor.redact(failure);
  CHECK(json::serialize(redacted.problem).find("hush") == std::string::npos);
  CHECK(redacted.status == CALLOUT_E_INTERNAL);
  CHECK(redacted.message() == "got [redacted]");
  CHECK(redacted.problem.at("errors").at(2) == 7);

  const LogRecord record =
      redactor.redact(LogRecord{LogLevel::warn, "p", "hush-hush!", {{"a", {{"b", "hush-hush"}}}}});
  CHECK(record.message == "[redacted]!");
  CHECK(record.fields.at("a").at("b") == "[redacted]");
  CHECK(record.source == "p");
}

TEST_CASE("remember_session: which of its strings are kept secret") {
  struct Row {
    std::string_view session;
    std::string_view said;
    std::string_view redacted;
  };

  const Row rows[] = {
      {R"("opaque-token")", "opaque-token", "[redacted]"},
      {R"({"access_token":"tok-123","token_type":"bearer"})", "bearer tok-123", "bearer [redacted]"},
      {R"({"headers":[{"Authorization":"Bearer tok-456"}]})", "sent tok-456", "sent [redacted]"},
      {R"({"headers":[{"Authorization":"Bearer tok-456"}]})", "Bearer tok-456", "[redacted]"},
      {R"({"base_url":"https://example.com","key":"k-9876"})",
       "https://example.com k-9876",
       "https://example.com [redacted]"},
      {R"({"region":"eu","n":123456})", "eu 123456", "eu 123456"},
      {R"({"access_token":"tok-789","scopes":["repository"],"scope":"project account","label":"operator"})",
       "tok-789: repository, project, account of operator",
       "[redacted]: repository, project, account of operator"},
      {R"({"login":{"username":"jo","password":"p"}})",
       "Authorization: Basic am86cA==",
       "Authorization: Basic [redacted]"},
      {"null", "null", "null"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.session);
    Redactor redactor;
    redactor.remember_session("c", json::parse(row.session));
    CHECK(redactor.redact(row.said) == row.redacted);
  }
}

TEST_CASE("remember_credentials: what HTTP Basic sends of them, also form-encoded") {
  struct Row {
    std::string_view credentials;
    std::string_view said;
    std::string_view redacted;
  };

  const Row rows[] = {
      {R"({"username":"user","password":"passw0rd"})", "Basic dXNlcjpwYXNzdzByZA==", "Basic [redacted]"},
      {R"({"username":"user","password":"passw0rd!"})", "Basic dXNlcjpwYXNzdzByZCE=", "Basic [redacted]"},
      {R"({"username":"user","password":"passw0rd!!"})", "Basic dXNlcjpwYXNzdzByZCEh", "Basic [redacted]"},
      {R"({"client_id":"me","client_secret":"a b+\u00e9~"})", "bWU6YSBiK8Opfg==", "[redacted]"},
      {R"({"client_id":"me","client_secret":"a b+\u00e9~"})", "bWU6YStiJTJCJUMzJUE5fg==", "[redacted]"},
      {R"({"username":"user","password":7})", "user dXNlcjo=", "user dXNlcjo="},
  };
  for (const Row& row : rows) {
    CAPTURE(row.credentials);
    CAPTURE(row.said);
    Redactor redactor;
    redactor.remember_credentials(json::parse(row.credentials).get_object());
    CHECK(redactor.redact(row.said) == row.redacted);
  }
}

TEST_CASE("remember_session: the last 64 of each connection, and for ever what is no session's") {
  Redactor redactor;
  redactor.remember("client-secret");
  const auto token = [](int number) {
    return "token-" + std::to_string(number) + "-end";
  };
  redactor.remember_session("other", json::value{{"key", "others-key"}});
  for (int i = 0; i < 100; ++i) {
    redactor.remember_session("c", json::value{{"key", token(i)}, {"user", "same-user"}});
  }
  CHECK(redactor.redact(token(0)) == token(0));
  CHECK(redactor.redact(token(35)) == token(35));
  CHECK(redactor.redact(token(36)) == "[redacted]");
  CHECK(redactor.redact(token(99)) == "[redacted]");
  CHECK(redactor.redact("same-user others-key client-secret") == "[redacted] [redacted] [redacted]");
}

TEST_CASE("is_secret_name: by name") {
  for (const std::string_view name :
       {"secret", "client_secret", "token", "api_token", "apiKey", "API_KEY", "password", "Authorization"}) {
    CAPTURE(name);
    CHECK(is_secret_name(name));
  }
  for (const std::string_view name :
       {"client_id", "scope", "token_url", "token_type", "username", "tokenUrl"}) {
    CAPTURE(name);
    CHECK_FALSE(is_secret_name(name));
  }
}

TEST_CASE("redactor: learns while others redact") {
  Redactor redactor;
  redactor.remember("always-secret");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&redactor, i] {
      for (int n = 0; n < 200; ++n) {
        redactor.remember("secret-" + std::to_string(i) + "-" + std::to_string(n % 10));
        CHECK(redactor.redact("always-secret") == "[redacted]");
      }
    });
  }
}

} // namespace
} // namespace callout::host
