#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <callout/rest/url.hpp>

namespace callout::rest {

/// Idle connections by origin. The one that was used last is taken first, so that those a burst needed grow
/// old and go. Whatever was idle for too long goes at the next take or put, of any origin. Not thread-safe;
/// the time is an argument and never goes back.
template <class Connection>
class IdlePool {
public:
  using TimePoint = std::chrono::steady_clock::time_point;

  IdlePool(std::chrono::milliseconds lifetime, std::size_t per_origin)
      : lifetime_(lifetime), per_origin_(per_origin) {}

  /// The connection that was used last, or null. When that was idle for more than `longest_idle`, it goes and
  /// null is returned: what the caller opens instead takes its place.
  std::unique_ptr<Connection>
  take(const Origin& origin, TimePoint now, std::chrono::milliseconds longest_idle = std::chrono::hours(24)) {
    reap(now);
    const auto found = idle_.find(origin);
    if (found == idle_.end()) {
      return nullptr;
    }
    Entry youngest = std::move(found->second.back());
    found->second.pop_back();
    if (found->second.empty()) {
      idle_.erase(found);
    }
    return now - youngest.since > longest_idle ? nullptr : std::move(youngest.connection);
  }

  /// Keeps a connection; the oldest one of its origin goes when there are too many.
  void put(const Origin& origin, std::unique_ptr<Connection> connection, TimePoint now) {
    reap(now);
    if (per_origin_ == 0) {
      return;
    }
    std::vector<Entry>& entries = idle_[origin];
    if (entries.size() == per_origin_) {
      entries.erase(entries.begin());
    }
    entries.push_back({std::move(connection), now});
  }

  [[nodiscard]] std::size_t size() const {
    std::size_t count = 0;
    for (const auto& [origin, entries] : idle_) {
      count += entries.size();
    }
    return count;
  }

private:
  struct Entry {
    std::unique_ptr<Connection> connection;
    TimePoint since;
  };

  void reap(TimePoint now) {
    const auto is_old = [&](const Entry& entry) {
      return now - entry.since > lifetime_;
    };
    for (auto& [origin, entries] : idle_) {
      if (is_old(entries.front())) {
        std::erase_if(entries, is_old);
      }
    }
    std::erase_if(idle_, [](const auto& of_origin) { return of_origin.second.empty(); });
  }

  std::chrono::milliseconds lifetime_;
  std::size_t per_origin_;
  std::map<Origin, std::vector<Entry>> idle_; // a vector is never empty, and ordered by `since`
};

} // namespace callout::rest
