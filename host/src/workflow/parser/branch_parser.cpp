#include <algorithm>

#include "workflow/parser/document_parser.hpp"

namespace callout::host::workflow {

SwitchTask DocumentParser::parse_switch(const Node& node, const std::vector<std::string>& siblings) {
  SwitchTask task;
  const Node list = node.member("switch");
  if (!list.json->is_array() || list.json->get_array().empty()) {
    source_.refuse(
        list.pointer, "must be a list of cases", "write each case as `- name: { when: ..., then: ... }`");
    return task;
  }
  for (std::size_t i = 0; i < list.json->get_array().size(); ++i) {
    const Node item = list.item(i);
    if (!item.json->is_object() || item.json->get_object().size() != 1) {
      source_.refuse(item.pointer, "must be one named case", "write `- name: { when: ..., then: ... }`");
      continue;
    }
    const Node branch = item.member(item.json->get_object().begin()->key());
    if (!is_mapping(branch)) {
      continue;
    }
    check_members(branch, Place::call, {"when", "then"});
    const bool has_default = std::any_of(
        task.cases.begin(), task.cases.end(), [](const SwitchCase& earlier) { return !earlier.when; });
    if (has_default && !branch.member("when").exists()) {
      source_.refuse_name(branch.pointer, "a second case without `when`", "only one case can be the default");
    }
    task.cases.push_back({optional_condition(branch.member("when"), Position::definition),
                          parse_then(required(branch, "then"), siblings)});
  }
  return task;
}

} // namespace callout::host::workflow
