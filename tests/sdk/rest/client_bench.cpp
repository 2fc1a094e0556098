// Calls per second of one client against a server that does nothing but answer 2 kB over TLS.
//   callout_rest_bench [THREADS] [SECONDS]
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "client_fixture.hpp"

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const int threads = argc > 1 ? std::atoi(argv[1]) : 1;  // NOLINT(cert-err34-c): a tool for developers
  const int duration = argc > 2 ? std::atoi(argv[2]) : 5; // NOLINT(cert-err34-c): see above
  const std::string answer = callout::test::ok_answer(R"({"a":")" + std::string(2000, 'x') + R"("})");
  const callout::test::TlsServer server(
      [&answer](const std::string&, int) { return callout::test::Reaction{answer}; });
  callout::rest::HttpClient client(callout::test::trusting_options());
  const callout::rest::Origin origin = callout::test::origin_of(server);
  std::atomic<long> done = 0;
  std::atomic<long> failed = 0;
  const auto begin = Clock::now();
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([&] {
        while (Clock::now() - begin < std::chrono::seconds(duration)) {
          const bool good =
              client.send(origin, callout::test::get("/incidents"), callout::test::patience()).has_value();
          ++(good ? done : failed);
        }
      });
    }
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  std::printf(
      "%d threads: %.0f calls/s, %ld failed\n", threads, static_cast<double>(done) / seconds, failed.load());
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
