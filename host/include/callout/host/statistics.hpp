#pragma once

/// What a host did, in numbers.

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include <boost/json/object.hpp>
#include <callout/host/failure.hpp>
#include <callout/host/log.hpp>

namespace callout::host {

/// Of the calls that a host answered.
struct DurationSummary {
  std::chrono::microseconds shortest{};
  std::chrono::microseconds median{};
  std::chrono::microseconds p95{}; ///< nineteen of twenty took no longer
  std::chrono::microseconds longest{};
};

/// Sums over all HTTP exchanges whose plugin says where the time went, in milliseconds.
struct PhaseTimes {
  double resolve = 0;
  double connect = 0;
  double handshake = 0;
  double wait = 0;     ///< from the request's last byte to the answer's first
  double transfer = 0; ///< from the answer's first byte to its last
};

struct StatisticsReport {
  std::size_t calls = 0;
  std::map<std::string, std::size_t> by_status; ///< "ok" or status_name() of the failure
  DurationSummary durations;
  std::size_t authentications = 0;
  std::size_t renewals = 0;         ///< sessions that the service refused and that were replaced
  std::size_t exchanges = 0;        ///< HTTP requests that were sent, or tried
  std::size_t failed_exchanges = 0; ///< those without an answer
  std::size_t repetitions = 0;      ///< exchanges that repeated an earlier one
  std::size_t reused = 0;           ///< exchanges on a connection that was kept
  std::size_t bytes = 0;            ///< of answers' bodies
  PhaseTimes phases;
};

/// Counts for the hosts that it is given to (HostOptions::statistics). Thread-safe. Keeps 4 bytes a call.
class Statistics {
public:
  Statistics();
  Statistics(const Statistics&) = delete;
  Statistics& operator=(const Statistics&) = delete;
  ~Statistics();

  /// An answered call.
  void count_call(callout_status status, std::chrono::nanoseconds duration);
  /// What plugins and host say in their log: exchanges, repetitions, authentications. Others are ignored.
  void count_record(const LogRecord& record);

  [[nodiscard]] StatisticsReport report() const;

private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

} // namespace callout::host
