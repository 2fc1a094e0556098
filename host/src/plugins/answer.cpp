#include "answer.hpp"

#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

#include "plugin_library.hpp"

namespace callout::host {
namespace {

/// Accepts every event of the parser: a check without a tree.
struct Ignore {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  using Error = boost::system::error_code;
  using View = boost::json::string_view;

  // NOLINTBEGIN(readability-convert-member-functions-to-static): the parser calls members
  bool on_document_begin(Error&) { return true; }

  bool on_document_end(Error&) { return true; }

  bool on_object_begin(Error&) { return true; }

  bool on_object_end(std::size_t, Error&) { return true; }

  bool on_array_begin(Error&) { return true; }

  bool on_array_end(std::size_t, Error&) { return true; }

  bool on_key_part(View, std::size_t, Error&) { return true; }

  bool on_key(View, std::size_t, Error&) { return true; }

  bool on_string_part(View, std::size_t, Error&) { return true; }

  bool on_string(View, std::size_t, Error&) { return true; }

  bool on_number_part(View, Error&) { return true; }

  bool on_int64(std::int64_t, View, Error&) { return true; }

  bool on_uint64(std::uint64_t, View, Error&) { return true; }

  bool on_double(double, View, Error&) { return true; }

  bool on_bool(bool, Error&) { return true; }

  bool on_null(Error&) { return true; }

  bool on_comment_part(View, Error&) { return true; }

  bool on_comment(View, Error&) { return true; }

  // NOLINTEND(readability-convert-member-functions-to-static)
};

bool is_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 1000;
  boost::json::basic_parser<Ignore> parser(options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  return !error && text.find_first_not_of(" \t\r\n", read) == std::string_view::npos;
}

Failure broken(const PluginLibrary& plugin, std::string_view operation, std::string_view how) {
  std::string detail = "plugin " + plugin.name() + " broke the contract in " + std::string(operation) + ": " +
                       std::string(how);
  plugin.host().report(detail);
  return make_failure(CALLOUT_E_PROTOCOL, detail, "This is a bug of the plugin: report it to its author.");
}

/// Rule R6: what is not known counts as an internal error.
callout_status known(callout_status status) {
  return status < CALLOUT_E_PROTOCOL ? CALLOUT_E_INTERNAL : status;
}

Failure to_failure(const Answer& answer, std::string_view operation, const PluginLibrary& plugin) {
  const callout_status status = known(answer.status);
  const std::string nothing_said =
      plugin.name() + ": " + std::string(operation) + " failed without saying why";
  Failure failure = make_failure(status, nothing_said);
  if (answer.json.empty()) {
    return failure;
  }
  boost::system::error_code error;
  const boost::json::value problem = boost::json::parse(answer.json, error);
  if (error || !problem.is_object()) {
    return broken(plugin, operation, "its problem is no JSON object");
  }
  failure.problem.erase("detail");
  for (const auto& [member, value] : problem.get_object()) {
    failure.problem.insert_or_assign(member, value);
  }
  return failure;
}

} // namespace

Result<std::string>
to_result(Answer answer, bool answered, std::string_view operation, const PluginLibrary& plugin) {
  if (answer.status < 0) {
    return to_failure(answer, operation, plugin);
  }
  if (!answered) {
    return broken(plugin, operation, "it returned success without an answer");
  }
  if (answer.json.empty()) {
    return std::string("null");
  }
  if (!is_json(answer.json)) {
    return broken(plugin, operation, "its answer is not JSON");
  }
  return std::move(answer.json);
}

} // namespace callout::host
