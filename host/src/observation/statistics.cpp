#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include <callout/host/statistics.hpp>

namespace callout::host {
namespace {

using std::chrono::microseconds;

double number_of(const boost::json::object& fields, std::string_view name) {
  const auto* const value = fields.if_contains(name);
  boost::system::error_code error;
  const double number = value != nullptr && value->is_number() ? value->to_number<double>(error) : 0;
  return error ? 0 : std::max(number, 0.0);
}

bool is_set(const boost::json::object& fields, std::string_view name) {
  const auto* const value = fields.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

/// The value that `share` of them do not exceed, by nearest rank.
microseconds quantile(const std::vector<std::uint32_t>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(sorted.size()) + 0.9999);
  return microseconds(sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1]);
}

DurationSummary summary_of(std::vector<std::uint32_t> durations) {
  if (durations.empty()) {
    return {};
  }
  std::sort(durations.begin(), durations.end());
  constexpr double half = 0.5;
  constexpr double most = 0.95;
  return {.shortest = microseconds(durations.front()),
          .median = quantile(durations, half),
          .p95 = quantile(durations, most),
          .longest = microseconds(durations.back())};
}

} // namespace

class Statistics::Implementation {
public:
  void count_call(callout_status status, std::chrono::nanoseconds duration) {
    constexpr std::int64_t longest = std::numeric_limits<std::uint32_t>::max(); // 71 minutes
    const auto time = std::chrono::duration_cast<microseconds>(duration).count();
    const std::lock_guard lock(mutex_);
    ++report_.by_status[std::string(status == CALLOUT_OK ? "ok" : status_name(status))];
    durations_.push_back(static_cast<std::uint32_t>(std::clamp<std::int64_t>(time, 0, longest)));
  }

  void count_record(const LogRecord& record) {
    const std::lock_guard lock(mutex_);
    if (record.level == LogLevel::debug &&
        (record.message == "HTTP exchange" || record.message == "HTTP exchange failed")) {
      count_exchange(record);
    } else if (record.message == "HTTP request will be repeated") {
      ++report_.repetitions;
    } else if (record.source == "host" && record.message == "authenticated") {
      ++report_.authentications;
    } else if (record.source == "host" && record.message == "session refused, authenticating again") {
      ++report_.renewals;
    }
  }

  [[nodiscard]] StatisticsReport report() const {
    const std::lock_guard lock(mutex_);
    StatisticsReport report = report_;
    report.calls = durations_.size();
    report.durations = summary_of(durations_);
    return report;
  }

private:
  void count_exchange(const LogRecord& record) {
    const boost::json::object& fields = record.fields;
    ++report_.exchanges;
    report_.failed_exchanges += record.message == "HTTP exchange failed" ? 1U : 0U;
    report_.reused += is_set(fields, "reused") ? 1U : 0U;
    report_.bytes += static_cast<std::size_t>(number_of(fields, "bytes"));
    report_.phases.resolve += number_of(fields, "dns_ms");
    report_.phases.connect += number_of(fields, "connect_ms");
    report_.phases.handshake += number_of(fields, "tls_ms");
    report_.phases.wait += number_of(fields, "wait_ms");
    report_.phases.transfer += number_of(fields, "transfer_ms");
  }

  mutable std::mutex mutex_;
  StatisticsReport report_;
  std::vector<std::uint32_t> durations_; ///< in microseconds
};

Statistics::Statistics() : implementation_(std::make_unique<Implementation>()) {}

Statistics::~Statistics() = default;

void Statistics::count_call(callout_status status, std::chrono::nanoseconds duration) {
  implementation_->count_call(status, duration);
}

void Statistics::count_record(const LogRecord& record) {
  implementation_->count_record(record);
}

StatisticsReport Statistics::report() const {
  return implementation_->report();
}

} // namespace callout::host
