#include "sandbox/errors.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace callout::sandbox {

Response api_error(unsigned status, int code, std::string_view message) {
  json::object error{{"message", message}, {"code", code}};
  return json_response(status, json::object{{"error", std::move(error)}});
}

Response invalid_input(const std::vector<std::string>& messages) {
  json::object error{{"message", "Invalid Input Provided"}, {"code", 2001}};
  error["errors"] = json::array(messages.begin(), messages.end());
  return json_response(400, json::object{{"error", std::move(error)}});
}

Response unauthorized(std::string_view message) {
  return api_error(401, 2006, message);
}

Response access_denied(const std::string& required_scope) {
  json::object error{{"message", "Access Denied"}, {"code", 2010}};
  error["errors"] = json::array{"The token does not hold the scope " + required_scope};
  error["required_scopes"] = json::array{required_scope};
  return json_response(403, json::object{{"error", std::move(error)}});
}

Response not_found() {
  return api_error(404, 2100, "Not Found");
}

} // namespace callout::sandbox
