// Prints what checking one input of createIncident costs: callout_validator_bench [TIMES].

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include <boost/json/parse.hpp>
#include <callout/rest/request_validator.hpp>

#include "catalog.hpp"

namespace {

using callout::pagerduty::rest_catalog;
using callout::rest::RequestValidator;
using Microseconds = std::chrono::duration<double, std::micro>;

const char* const incident =
    R"({"from": "sre@example.com", "incident": {"type": "incident", "title": "Disk full",
  "urgency": "high", "service": {"id": "PSVC", "type": "service_reference"},
  "body": {"type": "incident_body", "details": "sda1"},
  "assignments": [{"assignee": {"id": "PUSR", "type": "user_reference"}}]}})";

// Calls `work` and says how long one call took on average.
template <class Work>
Microseconds time_of(int times, Work work) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) {
    work();
  }
  return Microseconds(std::chrono::steady_clock::now() - begin) / times;
}

void report(const char* what, Microseconds time) {
  std::cout << what << ": " << time.count() << " us\n";
}

} // namespace

int main(int argc, char** argv) {
  const int times = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 10'000; // NOLINT(cert-err34-c): a bench
  const auto& row = *rest_catalog().find("createIncident");
  const auto right = boost::json::parse(incident).as_object();
  auto wrong = right;
  wrong.at("incident").as_object()["urgency"] = "urgent";

  std::size_t found = 0;
  const RequestValidator validator(rest_catalog());
  const auto check = [&](const auto& input) {
    found += validator.find_faults(row, input).size();
  };
  report("first check of an action", time_of(1, [&] { check(right); }));
  report("later checks, accepted", time_of(times, [&] { check(right); }));
  report("later checks, refused and explained", time_of(times, [&] { check(wrong); }));
  report("building the request, unchecked", time_of(times, [&] {
           found += callout::rest::build_request(rest_catalog(), row, right, {}) ? 0U : 1U;
         }));
  const RequestValidator all(rest_catalog());
  report("first check of every action together", time_of(1, [&] {
           for (const auto& operation : rest_catalog().operations) {
             static_cast<void>(all.find_faults(operation, {}));
           }
         }));
  return found == static_cast<std::size_t>(times) ? 0 : 1;
}
