#pragma once

/// Checks an action's input against the schemas of its row before anything is sent.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/operation.hpp>
#include <callout/rest/request_builder.hpp>
#include <callout/rest/result.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::rest {

/// One thing that is wrong with an input.
struct Finding {
  std::string pointer; ///< RFC 6901, into the caller's input
  std::string detail;  ///< what is wrong and what is allowed: "is missing; it must be a string"
};

/// Checks inputs against the parameters' schemas and the body's, through all that it refers to. The schemas
/// of an action are prepared when it is first checked and kept.
///
/// Bodies are checked strictly, parameters by the text that is sent: "5" is an integer there, and one value
/// does for a list. Members that a schema does not know pass unless it forbids them. `format` is not checked,
/// and a pattern only in texts of up to 4 KiB.
/// Of `oneOf`, as of `anyOf`, several may fit: published schemas seldom mean otherwise.
///
/// Thread-safe. The catalog must outlive it.
class RequestValidator {
public:
  explicit RequestValidator(const Catalog& catalog);
  ~RequestValidator();

  RequestValidator(const RequestValidator&) = delete;
  RequestValidator& operator=(const RequestValidator&) = delete;

  /// What is wrong, in the order of the schema, at most 20; empty: nothing. `operation` is a row of the
  /// catalog. Unknown names at the top level and missing parameters are left to build_request(). No detail
  /// holds more than 80 characters of a value, and none of a member whose name speaks of a secret.
  [[nodiscard]] std::vector<Finding> find_faults(const Operation& operation,
                                                 const boost::json::object& input) const;

  /// The same as a problem: CALLOUT_E_INVALID_ARGUMENT with "errors": [{"pointer", "detail"}], the first of
  /// which is also "pointer" and, behind `connector` and the action's name, "detail".
  [[nodiscard]] std::optional<sdk::Problem>
  validate(const Operation& operation, const boost::json::object& input, std::string_view connector) const;

  /// build_request() for inputs that pass. A refusal has "errors" as that of validate(), also when it is
  /// build_request() that refuses.
  [[nodiscard]] Result<HttpRequest> build_request(const Operation& operation,
                                                  const boost::json::object& input,
                                                  const RequestSettings& settings) const;

private:
  class Cache;

  const Catalog& catalog_;
  std::unique_ptr<Cache> cache_;
};

} // namespace callout::rest
