#include <doctest/doctest.h>
#include <idle_pool.hpp>

namespace {

using namespace callout;
using std::chrono::milliseconds;

using Pool = rest::IdlePool<int>;
const rest::Origin here{rest::Scheme::https, "a.example.com", 443};
const rest::Origin there{rest::Scheme::https, "b.example.com", 443};
const Pool::TimePoint start{std::chrono::hours(1)};

void put(Pool& pool, int connection, milliseconds at, const rest::Origin& origin = here) {
  pool.put(origin, std::make_unique<int>(connection), start + at);
}

int take(Pool& pool,
         milliseconds at,
         const rest::Origin& origin = here,
         milliseconds longest_idle = std::chrono::hours(1)) {
  const auto connection = pool.take(origin, start + at, longest_idle);
  return connection ? *connection : 0;
}

} // namespace

TEST_CASE("idle pool: the connection that was used last is taken first") {
  Pool pool(milliseconds(100), 8);
  put(pool, 1, milliseconds(0));
  put(pool, 2, milliseconds(1));
  CHECK(take(pool, milliseconds(2)) == 2);
  CHECK(take(pool, milliseconds(2)) == 1);
  CHECK(take(pool, milliseconds(2)) == 0);
}

TEST_CASE("idle pool: origins do not share connections") {
  Pool pool(milliseconds(100), 8);
  put(pool, 1, milliseconds(0), here);
  CHECK(take(pool, milliseconds(1), there) == 0);
  CHECK(take(pool, milliseconds(1), {rest::Scheme::http, here.host, here.port}) == 0);
  CHECK(take(pool, milliseconds(1), {here.scheme, here.host, 8443}) == 0);
  CHECK(take(pool, milliseconds(1), here) == 1);
}

TEST_CASE("idle pool: a connection is good up to its lifetime, not beyond") {
  Pool pool(milliseconds(100), 8);
  put(pool, 1, milliseconds(0));
  put(pool, 2, milliseconds(0));
  CHECK(take(pool, milliseconds(100)) == 2);
  CHECK(take(pool, milliseconds(101)) == 0);
  CHECK(pool.size() == 0);
}

TEST_CASE("idle pool: old connections go when another is kept") {
  Pool pool(milliseconds(100), 8);
  put(pool, 1, milliseconds(0));
  put(pool, 2, milliseconds(90));
  put(pool, 3, milliseconds(150));
  CHECK(pool.size() == 2);
}

TEST_CASE("idle pool: old connections go at any call, also one to another origin") {
  Pool pool(milliseconds(100), 8);
  put(pool, 1, milliseconds(0));
  put(pool, 2, milliseconds(90));
  CHECK(take(pool, milliseconds(150), there) == 0);
  CHECK(pool.size() == 1);
  put(pool, 3, milliseconds(191), there);
  CHECK(pool.size() == 1);
  CHECK(take(pool, milliseconds(191), here) == 0);
  CHECK(take(pool, milliseconds(191), there) == 3);
}

TEST_CASE("idle pool: who wants one that was idle a short time only gets none rather than an older one") {
  Pool pool(milliseconds(100), 8);
  put(pool, 1, milliseconds(0));
  put(pool, 2, milliseconds(10));
  CHECK(take(pool, milliseconds(31), here, milliseconds(20)) == 0);
  CHECK(pool.size() == 1); // what is opened now takes the other's place
  CHECK(take(pool, milliseconds(31)) == 1);
  put(pool, 3, milliseconds(40));
  CHECK(take(pool, milliseconds(60), here, milliseconds(20)) == 3);
}

TEST_CASE("idle pool: the oldest connection goes when it is full") {
  Pool pool(milliseconds(100), 2);
  put(pool, 1, milliseconds(0));
  put(pool, 2, milliseconds(1));
  put(pool, 3, milliseconds(2));
  CHECK(pool.size() == 2);
  CHECK(take(pool, milliseconds(3)) == 3);
  CHECK(take(pool, milliseconds(3)) == 2);
}

TEST_CASE("idle pool: of no size keeps nothing") {
  Pool pool(milliseconds(100), 0);
  put(pool, 1, milliseconds(0));
  CHECK(pool.size() == 0);
}
