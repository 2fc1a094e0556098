// The REST client alone, without host, ABI and JSON: callout_rest_bench URL CA_FILE CALLS THREADS [HEADER...]
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <callout/rest/client.hpp>
#include <callout/rest/url.hpp>

namespace {

namespace rest = callout::rest;

constexpr int fixed_arguments = 5;

rest::HttpRequest request_of(const rest::EndpointUrl& url, std::span<char*> headers) {
  rest::HttpRequest request{.target = url.target, .idempotent = true};
  for (const std::string header : headers) {
    const auto colon = header.find(": ");
    request.headers.emplace_back(header.substr(0, colon), header.substr(colon + 2));
  }
  return request;
}

/// How many calls failed.
long run(rest::HttpClient& client,
         const rest::Origin& origin,
         const rest::HttpRequest& request,
         long calls,
         int threads) {
  std::atomic<long> left = calls;
  std::atomic<long> failed = 0;
  {
    std::vector<std::jthread> workers;
    for (int count = 0; count < threads; ++count) {
      workers.emplace_back([&] {
        while (--left >= 0) {
          const callout::sdk::WaitLimit limit{
              .deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20), .stop = {}};
          const auto response = client.send(origin, request, limit);
          failed += response && response->status == 200 ? 0 : 1;
        }
      });
    }
  }
  return failed;
}

} // namespace

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  const auto url =
      argc >= fixed_arguments
          ? rest::parse_endpoint_url(argv[1], "URL")
          : rest::Result<rest::EndpointUrl>(callout::sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, "usage"));
  if (!url) {
    std::fputs("usage: callout_rest_bench URL CA_FILE CALLS THREADS [\"HEADER: VALUE\"...]\n", stderr);
    return EXIT_FAILURE;
  }
  rest::HttpClient client(rest::ClientOptions{.ca_file = argv[2]});
  const long calls = std::atol(argv[3]);  // NOLINT(cert-err34-c): a bench
  const int threads = std::atoi(argv[4]); // NOLINT(cert-err34-c): a bench
  const long failed =
      run(client, url->origin, request_of(*url, arguments.subspan(fixed_arguments)), calls, threads);
  std::printf("%ld calls, %ld failed\n", calls, failed);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
