#include <algorithm>
#include <bit>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "environment.hpp"
#include "fixtures/environment_override.hpp"
#include "secret.hpp"
#include "secret_memory.hpp"

namespace callout::host {
namespace {

/// The flags of the mapping that holds the address: /proc/PID/smaps, "VmFlags".
std::string flags_at(const void* address) {
  const auto wanted = std::bit_cast<std::uintptr_t>(address);
  std::ifstream maps("/proc/self/smaps");
  bool is_inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    if (std::istringstream(line) >> std::hex >> begin >> dash >> end && dash == '-') {
      is_inside = begin <= wanted && wanted < end;
    } else if (is_inside && line.starts_with("VmFlags:")) {
      return line + " ";
    }
  }
  return {};
}

TEST_CASE("Secret: lies in memory that no core file shows") {
  const Secret secret(std::string_view("a secret"));
  const std::string large(100'000, 'x');
  const Secret long_one{std::string_view(large)};
  const std::string plain(100, 'x');
  CHECK(flags_at(secret.view().data()).find(" dd ") != std::string::npos);
  CHECK(flags_at(long_one.view().data()).find(" dd ") != std::string::npos);
  CHECK(flags_at(plain.data()).find(" dd ") == std::string::npos);
}

TEST_CASE("Secret: is overwritten when it goes") {
  const Secret neighbour(std::string_view("keeps the page"));
  const char* place = nullptr;
  {
    const Secret secret(std::string_view("keeps the text"));
    place = secret.view().data();
  }
  const volatile char* const left = place;
  std::string found;
  std::generate_n(std::back_inserter(found), 14, [&, index = 0]() mutable { return left[index++]; });
  CHECK(found.find("keeps") == std::string::npos);
  CHECK(found.find("text") == std::string::npos);
}

TEST_CASE("Secret: JSON text is that of the tree, however long") {
  const boost::json::value tree{{"text", std::string(3000, 'x')}, {"number", 7}};
  const boost::json::value kept(tree, secret_storage());
  CHECK(boost::json::parse(Secret::of_json(kept).view()) == tree);
  CHECK(flags_at(kept.at("text").as_string().data()).find(" dd ") != std::string::npos);
}

TEST_CASE("take_environment_variable: leaves neither the variable nor its text") {
  const testing::EnvironmentOverride variable("CALLOUT_TEST_TAKEN", "hush-hush");
  const auto taken = take_environment_variable("CALLOUT_TEST_TAKEN");
  REQUIRE(taken.has_value());
  CHECK(taken->view() == "hush-hush");
  CHECK_FALSE(take_environment_variable("CALLOUT_TEST_TAKEN").has_value());
}

} // namespace
} // namespace callout::host
