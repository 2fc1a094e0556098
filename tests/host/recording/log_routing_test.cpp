#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "fixtures/temporary_folder.hpp"
#include "observation/log_routing.hpp"

namespace callout::host {
namespace {

using testing::TemporaryFolder;

TEST_CASE("route_log: nobody listens, nothing is made") {
  CHECK(route_log({}, std::make_shared<Redactor>()) == nullptr);
}

TEST_CASE("route_log: the channel takes what the most curious listener wants, each gets its own") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "trace.jsonl";
  const auto redactor = std::make_shared<Redactor>();
  redactor->remember("s3cr3t");
  std::vector<std::string> told;
  LogListeners listeners;
  listeners.sink = [&](const LogRecord& record) {
    told.push_back(record.message);
  };
  listeners.lowest = LogLevel::warn;
  listeners.statistics = std::make_shared<Statistics>();
  listeners.trace.emplace(*TraceFile::open(file));
  const auto statistics = listeners.statistics;
  const LogChannel log = route_log(std::move(listeners), redactor);
  REQUIRE(log != nullptr);
  CHECK(log->lowest == LogLevel::trace);
  write_log(log, LogLevel::debug, "http", "HTTP exchange", {{"status", 200}});
  write_log(
      log, LogLevel::trace, "http", "HTTP exchange", {{"status", 200}, {"request", {{"body", "a s3cr3t"}}}});
  write_log(log, LogLevel::trace, "http", "something else", {});
  write_log(log, LogLevel::warn, "http", "s3cr3t", {});
  CHECK(told == std::vector<std::string>{"[redacted]"});
  CHECK(statistics->report().exchanges == 1);
  const std::string text = testing::read_file(file);
  const std::size_t second = text.find('\n') + 1;
  CHECK(text.substr(0, second) == "{\"callout_trace\":1}\n");
  REQUIRE(text.find('\n', second) == text.size() - 1);
  const auto line = boost::json::parse(text.substr(second, text.size() - second - 1));
  CHECK(line.at("plugin") == "http");
  CHECK(line.at("request").at("body") == "a [redacted]");
  CHECK(line.at("time").as_string().ends_with("Z"));
}

TEST_CASE("route_log: a traced body that escapes a secret does not show it") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "trace.jsonl";
  const auto redactor = std::make_shared<Redactor>();
  redactor->remember("hush/\"hush");
  LogListeners listeners;
  listeners.trace.emplace(*TraceFile::open(file));
  const LogChannel log = route_log(std::move(listeners), redactor);
  const boost::json::object response{{"body", R"({"slashed":"hush\/\"hush","plain":"hush/\"hush"})"}};
  write_log(log, LogLevel::trace, "http", "HTTP exchange", {{"response", response}});
  const std::string text = testing::read_file(file);
  CHECK(text.find(R"("body":"{\"slashed\":\"[redacted]\",\"plain\":\"[redacted]\"}")") != std::string::npos);
  CHECK(text.find("hush") == std::string::npos);
}

TEST_CASE("timestamp: RFC 3339 in UTC") {
  CHECK(timestamp(std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'042))) ==
        "2023-11-14T22:13:20.042Z");
}

} // namespace
} // namespace callout::host
