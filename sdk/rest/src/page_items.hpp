#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/json/array.hpp>

namespace callout::rest {

/// Items of many pages, each once, as JSON text.
class PageItems {
public:
  struct Bounds {
    std::int64_t items = 0;
    std::size_t bytes = 0;
    /// Whether items without "id" are told apart by all that they say: where pages may overlap.
    bool compare_whole = false;
  };

  explicit PageItems(Bounds bounds) : bounds_(bounds) {}

  /// Items with these hashes are known.
  void know(const std::vector<std::uint64_t>& hashes) { seen_.insert(hashes.begin(), hashes.end()); }

  /// Takes a page's items from number `skip` on until it is full. How many are dealt with, the skipped and
  /// the known ones included.
  std::size_t take(const boost::json::array& items, std::size_t skip);

  [[nodiscard]] bool full() const { return count_ >= bounds_.items || text_.size() >= bounds_.bytes; }

  [[nodiscard]] std::int64_t count() const { return count_; }

  /// Hashes of the page that was taken last.
  [[nodiscard]] const std::vector<std::uint64_t>& last_page() const { return last_page_; }

  /// With commas between.
  [[nodiscard]] const std::string& text() const { return text_; }

private:
  [[nodiscard]] std::uint64_t hash_of(const boost::json::value& item) const;

  Bounds bounds_;
  std::unordered_set<std::uint64_t> seen_;
  std::vector<std::uint64_t> last_page_;
  std::string text_;
  std::int64_t count_ = 0;
};

} // namespace callout::rest
