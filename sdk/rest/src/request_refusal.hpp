#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/request_builder.hpp>
#include <callout/rest/request_validator.hpp>

#include "input_layout.hpp"

namespace callout::rest {

/// Why no request can be made of an input.
struct RequestRefusal {
  Finding finding;
  std::string text; ///< a sentence that names the place
  std::string hint = {};
};

/// build_request() of a layout that is at hand.
std::variant<HttpRequest, RequestRefusal>
build_request(const InputLayout& layout, const boost::json::object& input, const RequestSettings& settings);

/// "pagerduty.createIncident: "
std::string action_label(std::string_view connector, const Operation& operation);

} // namespace callout::rest
