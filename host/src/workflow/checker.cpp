#include "workflow/checker.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <boost/json/parse.hpp>

#include "nearest_name.hpp"
#include "workflow/action_calls.hpp"

namespace callout::host::workflow {
namespace {

class Checker {
public:
  Checker(const Source& source, ActionCaller& caller) : source_(source), caller_(caller) {}

  void check(const Task& task, const ActionCall& call) {
    const auto& description = describe(call);
    if (!description) {
      const Failure& failure = description.error();
      const auto* const hint = failure.problem.if_contains("hint");
      add(failure.status,
          task.pointer + "/call",
          failure.message(),
          hint != nullptr && hint->is_string() ? std::string_view(hint->get_string()) : std::string_view());
      return;
    }
    const auto* const schema = description->if_contains("input_schema");
    if (call.members && schema != nullptr && schema->is_object()) {
      check_members(task, call, schema->get_object());
    }
  }

  std::vector<Failure> failures() && { return std::move(failures_); }

private:
  /// An action's description, asked for once.
  const Result<boost::json::object>& describe(const ActionCall& call) {
    const auto key = std::pair(call.connection, call.action);
    const auto known = descriptions_.find(key);
    if (known != descriptions_.end()) {
      return known->second;
    }
    return descriptions_.emplace(key, read_description(call)).first->second;
  }

  Result<boost::json::object> read_description(const ActionCall& call) {
    const auto text = caller_.describe_action(call.connection, call.action);
    if (!text) {
      return text.error();
    }
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = 256;
    const boost::json::value description = boost::json::parse(*text, error, {}, options);
    if (error || !description.is_object()) {
      return make_failure(CALLOUT_E_PROTOCOL,
                          call.connection + "." + call.action +
                              ": the plugin's description is no JSON object");
    }
    return description.get_object();
  }

  void check_members(const Task& task, const ActionCall& call, const boost::json::object& schema) {
    const std::string action = call.connection + "." + call.action;
    const std::string pointer = task.pointer + "/with";
    for (const std::string_view name : strings(schema, "required")) {
      if (std::find(call.members->begin(), call.members->end(), name) == call.members->end()) {
        add(CALLOUT_E_INVALID_ARGUMENT, pointer, action + " needs the input `" + std::string(name) + "`", {});
      }
    }
    const auto* const additional = schema.if_contains("additionalProperties");
    if (additional == nullptr || !additional->is_bool() || additional->get_bool()) {
      return;
    }
    const std::vector<std::string_view> known = member_names(schema, "properties");
    for (const std::string& name : *call.members) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        add(CALLOUT_E_INVALID_ARGUMENT,
            join_pointer(pointer, name),
            std::string(action).append(" has no input `").append(name).append("`"),
            nearest_names_hint(name, known));
      }
    }
  }

  static std::vector<std::string_view> strings(const boost::json::object& schema, std::string_view member) {
    std::vector<std::string_view> names;
    const auto* const list = schema.if_contains(member);
    if (list != nullptr && list->is_array()) {
      for (const boost::json::value& name : list->get_array()) {
        names.push_back(name.is_string() ? std::string_view(name.get_string()) : std::string_view());
      }
    }
    return names;
  }

  static std::vector<std::string_view> member_names(const boost::json::object& schema,
                                                    std::string_view member) {
    std::vector<std::string_view> names;
    const auto* const members = schema.if_contains(member);
    if (members != nullptr && members->is_object()) {
      for (const auto& [name, value] : members->get_object()) {
        names.push_back(name);
      }
    }
    return names;
  }

  void add(callout_status status, const std::string& pointer, std::string_view text, std::string_view hint) {
    Failure failure = source_.failure_at_value(pointer, text, hint);
    if (status != failure.status) {
      Failure typed = make_failure(status, failure.message(), hint);
      failure = std::move(typed);
    }
    failures_.push_back(std::move(failure));
  }

  const Source& source_;
  ActionCaller& caller_;
  std::map<std::pair<std::string, std::string>, Result<boost::json::object>> descriptions_;
  std::vector<Failure> failures_;
};

} // namespace

std::vector<Failure> check_calls(const Model& model, const Source& source, ActionCaller& caller) {
  Checker checker(source, caller);
  for_each_call(model, [&](const Task& task, const ActionCall& call) { checker.check(task, call); });
  return std::move(checker).failures();
}

} // namespace callout::host::workflow
