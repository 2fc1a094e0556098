#pragma once

/// A list that an action hands out page by page.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "json_text.hpp"

namespace callout::host::cli {

/// How far a list was read.
struct StreamProgress {
  std::size_t items = 0;
  bool truncated = false;    ///< there is more, or may be
  std::string next = "null"; ///< as JSON text: where it goes on, for `page.resume`
};

/// Holds one page at a time. Works with every action whose input takes `page`, an object with the members
/// `all`, `max_items` and `resume`, and that answers an object with one array, `truncated` and `next`.
class PageStream {
public:
  /// `call.input` may have a `page` of its own: it begins at `resume` and ends after `max_items`, or after
  /// one page with `all` false. CALLOUT_E_UNSUPPORTED for an action that takes no such `page`. What `call`
  /// and `caller` refer to outlives the stream.
  static Result<PageStream> open(ActionCaller& caller, const Invocation& call);

  /// The items of the next page, each as compact JSON; nullopt at the end. CALLOUT_E_PROTOCOL when the answer
  /// is no page. A failure's problem has the member `next` once there was a page before it.
  Result<std::optional<std::vector<std::string>>> next();

  [[nodiscard]] const StreamProgress& progress() const { return progress_; }

private:
  PageStream(ActionCaller& caller, Invocation call) : caller_(&caller), call_(std::move(call)) {}

  Result<void> read_input();
  Result<void> read_wish(const std::string& page);
  [[nodiscard]] std::string input() const;
  Result<std::vector<std::string>> take(const std::string& answer);
  [[nodiscard]] Failure broken(std::string_view why) const;
  void advance(std::size_t items, bool truncated, std::string next);

  ActionCaller* caller_;
  Invocation call_;
  std::vector<RawMember> members_; ///< of the input, without `page`
  std::vector<RawMember> wish_;    ///< of `page`, without those that change from page to page
  std::optional<std::size_t> remaining_;
  std::string resume_ = "null";
  bool one_page_ = false;
  bool over_ = false;
  StreamProgress progress_;
};

} // namespace callout::host::cli
