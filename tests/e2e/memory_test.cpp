// How much memory a list takes that is written as it comes.
#include <cstddef>
#include <fstream>
#include <string>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "scene.hpp"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // sanitizers hold memory of their own

namespace {

using namespace callout::testing;

/// The most memory that a running process has held so far, since its program began.
std::size_t peak_bytes(const Process& process) {
  std::ifstream status("/proc/" + std::to_string(process.id()) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) {
      return std::stoul(line.substr(line.find_first_of("0123456789"))) * 1024;
    }
  }
  FAIL("the system does not tell the peak");
  return 0;
}

struct List {
  std::size_t items = 0;
  std::size_t bytes = 0;
  std::string end; ///< the line behind the items
};

List read_list(Process& batch) {
  List list;
  while (const auto line = batch.read_line()) {
    if (line->find(R"("item":)") == std::string::npos) {
      list.end = *line;
      break;
    }
    ++list.items;
    list.bytes += line->size();
  }
  return list;
}

} // namespace

SCENARIO("a long list passes through without being held") {
  constexpr std::size_t seeded = 12;
  constexpr std::size_t generated = 9'900; // all of one time, so that one list by offset must reach them
  const Scene scene({"--seed-incidents", std::to_string(generated), "--rate-limit", "100000"});
  const auto batch = scene.start({"batch", "--stream"});
  batch->write_input(R"({"id":1,"action":"pagerduty.listIncidents","input":{"page":{},)"
                     R"("include":["services","assignees","teams","escalation_policies","users"]}})"
                     "\n");
  const List list = read_list(*batch);
  CAPTURE(list.end);
  REQUIRE(list.items == seeded + generated);
  CHECK(boost::json::parse(list.end).at("items") == seeded + generated);
  constexpr std::size_t megabyte = 1'000'000;
  const std::size_t peak = peak_bytes(*batch);
  MESSAGE("list of " << list.bytes / megabyte << " MB, peak " << peak / megabyte << " MB");
  CHECK(list.bytes > 40 * megabyte);
  CHECK(peak < 32 * megabyte); // half of it is the program itself
  batch->close_input();
  CHECK(batch->wait().status == 0);
}

#endif
