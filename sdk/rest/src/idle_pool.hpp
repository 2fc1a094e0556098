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
/// old and go. Not thread-safe; the time is an argument and never goes back.
template <class Connection>
class IdlePool {
public:
  using TimePoint = std::chrono::steady_clock::time_point;

  IdlePool(std::chrono::milliseconds lifetime, std::size_t per_origin)
      : lifetime_(lifetime), per_origin_(per_origin) {}

  /// A connection that has not been idle for longer than the lifetime, or null.
  std::unique_ptr<Connection> take(const Origin& origin, TimePoint now) {
    const auto found = idle_.find(origin);
    if (found == idle_.end()) {
      return nullptr;
    }
    std::vector<Entry>& entries = found->second;
    if (now - entries.back().since > lifetime_) { // the youngest is too old: all are
      idle_.erase(found);
      return nullptr;
    }
    std::unique_ptr<Connection> connection = std::move(entries.back().connection);
    entries.pop_back();
    if (entries.empty()) {
      idle_.erase(found);
    }
    return connection;
  }

  /// Keeps a connection. Those of its origin that are too old go, and the oldest one when it is full.
  void put(const Origin& origin, std::unique_ptr<Connection> connection, TimePoint now) {
    if (per_origin_ == 0) {
      return;
    }
    std::vector<Entry>& entries = idle_[origin];
    std::erase_if(entries, [&](const Entry& entry) { return now - entry.since > lifetime_; });
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

  std::chrono::milliseconds lifetime_;
  std::size_t per_origin_;
  std::map<Origin, std::vector<Entry>> idle_; // a vector is never empty
};

} // namespace callout::rest
