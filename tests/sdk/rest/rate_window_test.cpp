// How many requests may go, by what answers have said; time is made up.
#include <callout/rest/http.hpp>
#include <doctest/doctest.h>

#include "rate_window.hpp"

namespace {

using namespace callout::rest;
using std::chrono::milliseconds;
using std::chrono::seconds;
using TimePoint = RateWindow::TimePoint;

TimePoint at(double second) {
  return TimePoint(milliseconds(1'000'000 + static_cast<int>(second * 1000)));
}

RateReading reading(std::int64_t remaining, int reset, std::int64_t limit = 10) {
  return {.limit = limit, .remaining = remaining, .reset = seconds(reset)};
}

RateReading refusal(std::optional<milliseconds> reset = std::nullopt) {
  return {.reset = reset, .refused = true};
}

// One request that is answered at once.
void exchange(RateWindow& window, const RateReading& answer, TimePoint now) {
  window.start();
  window.finish(answer, now);
}

// How many go at once.
int burst(RateWindow& window, TimePoint now, int wanted = 100) {
  int gone = 0;
  for (; gone < wanted && !window.held_until(now); ++gone) {
    window.start();
  }
  return gone;
}

} // namespace

TEST_CASE("rate window: nothing is held before the first answer") {
  RateWindow window;
  CHECK(burst(window, at(0)) == 100);
}

TEST_CASE("rate window: as many go as remain, and the rest when the window ends") {
  RateWindow window;
  exchange(window, reading(3, 20), at(0));
  CHECK(burst(window, at(1)) == 3);
  CHECK(window.held_until(at(1)) == at(20));
  CHECK(window.held_until(at(19.9)) == at(20));
  for (int i = 0; i < 3; ++i) {
    window.finish({}, at(19.9));
  }
  CHECK(burst(window, at(20)) == 10); // the whole limit
}

TEST_CASE("rate window: requests in flight are counted until the server counts them") {
  RateWindow window;
  exchange(window, reading(5, 20), at(0));
  CHECK(burst(window, at(0), 4) == 4);
  window.finish(reading(4, 20), at(0.1)); // one of the four; three are still out
  CHECK(burst(window, at(0.1)) == 1);
  CHECK(window.held_until(at(0.1)).has_value());
}

TEST_CASE("rate window: within one window the lowest count is the newest") {
  RateWindow window;
  window.start();
  window.start();
  window.finish(reading(1, 20), at(0));
  window.finish(reading(2, 21), at(0)); // overtaken
  CHECK(burst(window, at(0)) == 1);
}

TEST_CASE("rate window: a later reset is another window") {
  RateWindow window;
  exchange(window, reading(0, 5), at(0));
  exchange(window, reading(8, 60), at(1));
  CHECK(burst(window, at(1)) == 8);
}

TEST_CASE("rate window: an answer of a window long gone changes nothing") {
  RateWindow window;
  exchange(window, reading(8, 60), at(0));
  exchange(window, reading(0, 3), at(0));
  CHECK(burst(window, at(0)) == 8);
}

TEST_CASE("rate window: a refusal holds all, for as long as it says, else a second") {
  RateWindow window;
  exchange(window, reading(7, 60), at(0));
  exchange(window, refusal(seconds(30)), at(0));
  CHECK(window.held_until(at(1)) == at(60)); // the window that is known ends later
  RateWindow blind;
  exchange(blind, refusal(), at(0));
  CHECK(blind.held_until(at(0.5)) == at(1));
  CHECK_FALSE(blind.held_until(at(1)).has_value());
  CHECK(burst(blind, at(1)) == 100); // nothing else is known
}

TEST_CASE("rate window: without a time to wait for, one at a time asks") {
  RateWindow window;
  exchange(window, {.remaining = 0}, at(0));
  CHECK(burst(window, at(0)) == 1);
  CHECK(window.held_until(at(0)) == at(1));
  window.finish({.remaining = 2}, at(0.5));
  CHECK(burst(window, at(0.5)) == 2);
}

TEST_CASE("rate window: answers without headers spend what is known") {
  RateWindow window;
  exchange(window, reading(2, 20), at(0));
  exchange(window, {}, at(1));
  exchange(window, {}, at(1));
  exchange(window, {}, at(1));
  CHECK(window.held_until(at(1)) == at(20));
}

TEST_CASE("read_rate: what the headers say, bounded") {
  struct Row {
    std::string_view name;
    HttpResponse response;
    std::optional<std::int64_t> remaining;
    std::optional<milliseconds> reset;
  };

  const Row rows[] = {
      {"all", {200, {{"ratelimit-remaining", "9"}, {"ratelimit-reset", "3"}}, ""}, 9, seconds(3)},
      {"any case", {200, {{"RateLimit-Remaining", "9"}}, ""}, 9, std::nullopt},
      {"none", {200, {}, ""}, std::nullopt, std::nullopt},
      {"no number", {200, {{"ratelimit-remaining", "many"}}, ""}, std::nullopt, std::nullopt},
      {"negative", {200, {{"ratelimit-remaining", "-1"}}, ""}, std::nullopt, std::nullopt},
      {"endless", {200, {{"ratelimit-reset", "99999999"}}, ""}, std::nullopt, seconds(300)},
      {"a refusal that says when", {429, {{"Retry-After", "4"}}, ""}, std::nullopt, seconds(4)},
      {"an endless one", {429, {{"Retry-After", "99999999"}}, ""}, std::nullopt, seconds(300)},
      {"Retry-After of a 503 is not about the budget", {503, {{"Retry-After", "4"}}, ""}, {}, {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const RateReading read = read_rate(row.response, std::chrono::system_clock::now());
    CHECK(read.refused == (row.response.status == 429));
    CHECK(read.remaining == row.remaining);
    CHECK(read.reset == row.reset);
  }
}
