#pragma once

/// Lets requests that are the same, at the same time, share one exchange.

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::rest {

/// Thread-safe. What a follower gets may be older than its own question: whoever reads right after a write
/// should not share.
class SingleFlight {
  struct Flight;

public:
  using Send = std::function<Result<HttpResponse>()>;

  SingleFlight();
  ~SingleFlight();
  SingleFlight(const SingleFlight&) = delete;
  SingleFlight& operator=(const SingleFlight&) = delete;

  /// The first caller with a key runs `send`; those who come before it is done wait for its outcome, each
  /// within its own limit. A problem that is the first caller's own (deadline, cancel, patience with a
  /// budget) is not theirs: one of them sends anew. `key` must tell credentials apart.
  Result<HttpResponse> share(const std::string& key, const sdk::WaitLimit& limit, const Send& send);

private:
  Result<HttpResponse> lead(const std::string& key, Flight& flight, const Send& send);

  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;
};

} // namespace callout::rest
