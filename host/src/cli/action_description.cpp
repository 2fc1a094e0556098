#include "action_description.hpp"

#include <utility>

#include <boost/json/parse.hpp>

namespace callout::host::cli {

Result<boost::json::object> action_description(ActionCaller& caller, const ActionName& name) {
  const auto text = caller.describe_action(name.connection, name.action);
  if (!text) {
    return text.error();
  }
  boost::json::parse_options options;
  options.max_depth = 256;
  boost::json::error_code error;
  boost::json::value description = boost::json::parse(*text, error, {}, options);
  if (error || !description.is_object()) {
    return make_failure(CALLOUT_E_PROTOCOL,
                        name.connection + "." + name.action + ": the plugin's description is no JSON object");
  }
  return std::move(description.get_object());
}

boost::json::value input_schema_of(const boost::json::object& description) {
  const auto* const schema = description.if_contains("input_schema");
  return schema != nullptr ? *schema : boost::json::value(boost::json::object());
}

} // namespace callout::host::cli
