#pragma once

/// What a plugin says when something did not work: a status and a problem object (RFC 9457).

#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <callout/plugin.h>

namespace callout::sdk {

/// `members` are those of RFC 9457 and the extensions that plugin.h lists. "type" and "title" may be left
/// out: the host fills them in from the status. No member may hold a secret.
struct Problem {
  callout_status status = CALLOUT_E_INTERNAL;
  boost::json::object members;

  /// The detail, or an empty view.
  [[nodiscard]] std::string_view detail() const {
    const boost::json::value* const text = members.if_contains("detail");
    return text != nullptr && text->is_string() ? std::string_view(text->get_string()) : std::string_view();
  }
};

/// `detail` says what, where and why in one sentence; `hint`, if any, what to do about it.
inline Problem make_problem(callout_status status, std::string_view detail, std::string_view hint = {}) {
  Problem problem{status, {{"detail", detail}}};
  if (!hint.empty()) {
    problem.members["hint"] = hint;
  }
  return problem;
}

/// Thrown by a connector's constructor to refuse its config.
class ProblemException : public std::exception {
public:
  explicit ProblemException(Problem problem) : problem_(std::move(problem)), text_(problem_.detail()) {}

  [[nodiscard]] const Problem& problem() const { return problem_; }

  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
  Problem problem_;
  std::string text_;
};

} // namespace callout::sdk
