#include "page_stream.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <boost/json/serialize.hpp>

#include "action_description.hpp"
#include "plugins/answer.hpp"
#include "schema.hpp"

namespace callout::host::cli {
namespace {

std::string object_of(const std::vector<RawMember>& members) {
  std::string text = "{";
  for (const RawMember& member : members) {
    text += text.size() > 1 ? "," : "";
    text += boost::json::serialize(boost::json::string_view(member.name)) + ":" + member.value;
  }
  return text + "}";
}

/// A whole number that is not negative; the plugin refuses what is something else.
std::optional<std::size_t> count_of(const std::string& json) {
  std::size_t count = 0;
  const char* const end = json.data() + json.size();
  const auto [rest, error] = std::from_chars(json.data(), end, count);
  return error == std::errc{} && rest == end ? std::optional(count) : std::nullopt;
}

/// An answer taken apart, all of it JSON text.
struct RawPage {
  std::vector<std::string> lists;
  std::string truncated;
  std::string next = "null";
};

RawPage page_of(std::vector<RawMember> members) {
  RawPage page;
  for (RawMember& member : members) {
    if (member.name == "truncated") {
      page.truncated = std::move(member.value);
    } else if (member.name == "next") {
      page.next = std::move(member.value);
    } else if (member.value.starts_with('[')) {
      page.lists.push_back(std::move(member.value));
    }
  }
  return page;
}

std::string name_of(const Invocation& call) {
  return std::string(call.connection) + "." + std::string(call.action);
}

} // namespace

Result<PageStream> PageStream::open(ActionCaller& caller, const Invocation& call) {
  const auto description =
      action_description(caller, {std::string(call.connection), std::string(call.action)});
  if (!description) {
    return description.error();
  }
  const boost::json::value schema = input_schema_of(*description);
  if (!Schema(schema).has_member("page") || !Schema(schema).member("page").has_member("resume")) {
    return make_failure(CALLOUT_E_UNSUPPORTED,
                        name_of(call) + " does not answer page by page: its input has no `page.resume`",
                        "Leave --stream out.");
  }
  PageStream stream(caller, call);
  if (const auto read = stream.read_input(); !read) {
    return read.error();
  }
  return stream;
}

Result<void> PageStream::read_input() {
  auto members = split_object(call_.input, "the input");
  if (!members) {
    return members.error();
  }
  for (RawMember& member : *members) {
    if (member.name != "page") {
      members_.push_back(std::move(member));
    } else if (const auto read = read_wish(member.value); !read) {
      return read.error();
    }
  }
  return {};
}

Result<void> PageStream::read_wish(const std::string& page) {
  auto members = split_object(page, "`page` of the input");
  if (!members) {
    return members.error();
  }
  for (RawMember& member : *members) {
    if (member.name == "resume") {
      resume_ = member.value;
    } else if (member.name == "all" && (member.value == "true" || member.value == "false")) {
      one_page_ = member.value == "false";
    } else if (member.name == "all") {
      return make_failure(CALLOUT_E_INVALID_ARGUMENT, "`page.all` of the input is neither true nor false");
    } else if (const auto count = member.name == "max_items" ? count_of(member.value) : std::nullopt) {
      remaining_ = count;
    } else {
      wish_.push_back(std::move(member));
    }
  }
  return {};
}

Result<std::optional<std::vector<std::string>>> PageStream::next() {
  if (over_) {
    return std::optional<std::vector<std::string>>();
  }
  const std::string text = input();
  Invocation call = call_;
  call.input = text;
  const auto answer = caller_->invoke(call);
  auto items = answer ? take(*answer) : answer.error();
  if (!items) {
    over_ = true;
    Failure failure = items.error();
    if (const auto next = parse_json(progress_.next); next && !next->is_null()) {
      failure.problem["next"] = *next;
    }
    return failure;
  }
  return std::optional(std::move(*items));
}

std::string PageStream::input() const {
  std::vector<RawMember> page = wish_;
  page.push_back({"all", "false"});
  if (remaining_) {
    page.push_back({"max_items", std::to_string(*remaining_)});
  }
  if (resume_ != "null") {
    page.push_back({"resume", resume_});
  }
  std::vector<RawMember> members = members_;
  members.push_back({"page", object_of(page)});
  return object_of(members);
}

Result<std::vector<std::string>> PageStream::take(const std::string& answer) {
  auto members = split_object(answer, name_of(call_) + ": its answer");
  if (!members) {
    return broken(members.error().message());
  }
  RawPage page = page_of(std::move(*members));
  if (page.lists.size() != 1) {
    return broken(page.lists.empty() ? "its answer has no list" : "its answer has more than one list");
  }
  if (page.truncated.empty()) {
    return broken("its answer has no `truncated`");
  }
  if (page.next != "null" && page.next == resume_) {
    return broken("the list goes on where it was before");
  }
  auto items = split_array(page.lists.front(), "the list");
  if (items) {
    advance(items->size(), page.truncated == "true", std::move(page.next));
  }
  return items;
}

Failure PageStream::broken(std::string_view why) const {
  return make_failure(CALLOUT_E_PROTOCOL,
                      name_of(call_) + ": " + std::string(why) + ", so --stream cannot follow it",
                      "This is a fault of the plugin; without --stream its answer is shown as it is.");
}

void PageStream::advance(std::size_t items, bool truncated, std::string next) {
  if (remaining_) {
    *remaining_ -= std::min(*remaining_, items);
  }
  progress_ = {progress_.items + items, truncated, next};
  over_ = one_page_ || !truncated || next == "null" || remaining_ == 0U;
  resume_ = std::move(next);
}

} // namespace callout::host::cli
