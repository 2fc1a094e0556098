#include "batch_line.hpp"

#include <boost/json/serialize.hpp>

#include "json_text.hpp"
#include "plugins/answer.hpp"

namespace callout::host::cli {
namespace {

Failure refused(const std::string& where, std::string_view why) {
  return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                      where + ": " + std::string(why),
                      R"(a line reads {"id": 1, "action": "CONNECTION.ACTION", "input": {}})");
}

Result<ActionName> action_of(const std::string& json, const std::string& where) {
  const auto name = parse_json(json);
  if (!name || !name->is_string()) {
    return refused(where, "\"action\" is not a string");
  }
  return split_action_name(name->get_string());
}

} // namespace

BatchRequest parse_batch_line(std::string_view line, std::size_t number) {
  const std::string where = "line " + std::to_string(number);
  BatchRequest request;
  const auto members = split_object(line, where);
  if (!members) {
    request.action = members.error();
    return request;
  }
  std::string action;
  std::string wrong;
  for (const RawMember& member : *members) {
    if (member.name == "id") {
      request.id = member.value;
    } else if (member.name == "action") {
      action = member.value;
    } else if (member.name == "input") {
      request.input = member.value;
      wrong = member.value.starts_with('{') ? wrong : "\"input\" is not an object";
    } else {
      wrong = "unknown member \"" + member.name + "\"";
    }
  }
  wrong = wrong.empty() && action.empty() ? "\"action\" is missing" : wrong;
  request.action = wrong.empty() ? action_of(action, where) : refused(where, wrong);
  return request;
}

std::string batch_answer(std::string_view id, const Result<std::string>& result) {
  std::string line;
  line.reserve(id.size() + (result ? result->size() : 0) + 64);
  line.append(R"({"id":)").append(id);
  if (result) {
    line.append(R"(,"ok":true,"result":)").append(on_one_line(*result));
  } else {
    line.append(R"(,"ok":false,"error":)").append(boost::json::serialize(result.error().problem));
  }
  return line.append("}\n");
}

std::string batch_item(std::string_view id, std::string_view item) {
  return R"({"id":)" + std::string(id) + R"(,"item":)" + std::string(item) + "}\n";
}

std::string
batch_end(std::string_view id, const StreamProgress& progress, const std::optional<Failure>& failure) {
  std::string line = R"({"id":)" + std::string(id) + R"(,"ok":)" + (failure ? "false" : "true") +
                     R"(,"items":)" + std::to_string(progress.items);
  line += progress.truncated ? R"(,"truncated":true)" : "";
  line += progress.next != "null" ? R"(,"next":)" + progress.next : "";
  if (failure) {
    boost::json::object problem = failure->problem;
    problem.erase("next"); // stands in the line itself
    line += R"(,"error":)" + boost::json::serialize(problem);
  }
  return line + "}\n";
}

} // namespace callout::host::cli
