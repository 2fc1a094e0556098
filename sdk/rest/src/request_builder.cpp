#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/algorithm/string/join.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/rest/nearest_name.hpp>
#include <callout/rest/request_builder.hpp>
#include <callout/rest/url.hpp>

#include "body_shape.hpp"
#include "input_layout.hpp"
#include "parameter_value.hpp"
#include "request_refusal.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

// One input against one row.
class Builder {
public:
  Builder(const InputLayout& layout, const json::object& input, const RequestSettings& settings)
      : layout_(layout),
        operation_(layout.operation()),
        input_(input),
        settings_(settings),
        path_(operation_.path) {}

  std::variant<HttpRequest, RequestRefusal> build() {
    if (auto fault = check_names()) {
      return std::move(*fault);
    }
    for (const Parameter& parameter : operation_.parameters) {
      if (auto fault = add_parameter(parameter)) {
        return std::move(*fault);
      }
    }
    if (auto fault = add_body()) {
      return std::move(*fault);
    }
    return finish();
  }

private:
  using Fault = std::optional<RequestRefusal>;

  // `pointer` is RFC 6901, relative to the input.
  [[nodiscard]] static RequestRefusal
  refuse_at(const std::string& pointer, const std::string& text, std::string_view hint = {}) {
    return {{pointer, text}, pointer + " " + text, std::string(hint)};
  }

  [[nodiscard]] static std::string pointer_to(std::string_view name) { return json_pointer({name}); }

  [[nodiscard]] Fault check_names() const {
    for (const auto& member : input_) {
      if (!layout_.is_known(member.key())) {
        const std::string text = unknown_member(member.key(), layout_.known_names());
        return RequestRefusal{{pointer_to(member.key()), text}, text};
      }
    }
    return std::nullopt;
  }

  // The input's value, else the connection's; null counts as left out.
  [[nodiscard]] const json::value* value_of(std::string_view name) const {
    const json::value* const given = input_.if_contains(name);
    if (given != nullptr && !given->is_null()) {
      return given;
    }
    const json::value* const fallback = default_of(name);
    return fallback != nullptr && !fallback->is_null() ? fallback : nullptr;
  }

  [[nodiscard]] const json::value* default_of(std::string_view name) const {
    return settings_.defaults != nullptr ? settings_.defaults->if_contains(name) : nullptr;
  }

  Fault add_parameter(const Parameter& parameter) {
    const json::value* const value = value_of(parameter.name);
    if (value == nullptr) {
      return parameter.required ? Fault(missing_parameter(parameter)) : std::nullopt;
    }
    auto texts = parameter_texts(parameter, *value);
    if (const auto* const fault = std::get_if<ValueFault>(&texts)) {
      return refuse_at(pointer_to(parameter.name) + fault->pointer, fault->text);
    }
    return write_parameter(parameter, std::get<std::vector<std::string>>(texts));
  }

  [[nodiscard]] RequestRefusal missing_parameter(const Parameter& parameter) const {
    const std::string name = "`" + std::string(parameter.name) + "`";
    return refuse_at(pointer_to(parameter.name),
                     "is missing",
                     default_of(parameter.name) != nullptr
                         ? "Give " + name + " in the input or in the connection's config."
                         : "Give " + name + " in the input.");
  }

  Fault write_parameter(const Parameter& parameter, const std::vector<std::string>& texts) {
    switch (parameter.location) {
    case Location::path:
      return write_path(parameter, texts);
    case Location::header:
      request_.headers.emplace_back(std::string(parameter.wire_name), boost::algorithm::join(texts, ","));
      return std::nullopt;
    default:
      write_query(parameter, texts);
      return std::nullopt;
    }
  }

  Fault write_path(const Parameter& parameter, const std::vector<std::string>& texts) {
    const auto segment = encode_segment(boost::algorithm::join(texts, ","), pointer_to(parameter.name));
    if (!segment) {
      const std::string text(segment.error().detail());
      return RequestRefusal{{pointer_to(parameter.name), text}, text, "Give the identifier of one object."};
    }
    const std::string place = "{" + std::string(parameter.wire_name) + "}";
    if (const std::size_t at = path_.find(place); at != std::string::npos) {
      path_.replace(at, place.size(), *segment);
    }
    return std::nullopt;
  }

  void write_query(const Parameter& parameter, const std::vector<std::string>& texts) {
    if (parameter.list == ListStyle::comma) {
      append_query(query_, parameter.wire_name, boost::algorithm::join(texts, ","));
      return;
    }
    for (const std::string& text : texts) {
      append_query(query_, parameter.wire_name, text);
    }
  }

  Fault add_body() {
    if (operation_.body.empty()) {
      return std::nullopt;
    }
    const json::object members = layout_.body_members(input_);
    if (const json::value* const whole = input_.if_contains(whole_body)) {
      return add_whole_body(*whole, members);
    }
    if (members.empty() && !operation_.body_required) {
      return std::nullopt;
    }
    if (!layout_.shape().has_members()) {
      return refuse_at("/body", "is missing", "Give the whole body as `body`.");
    }
    if (auto fault = check_required(members, "")) {
      return fault;
    }
    return write_body(members);
  }

  Fault add_whole_body(const json::value& body, const json::object& members) {
    for (const auto& member : members) {
      if (!layout_.is_parameter(member.key())) {
        return refuse_at(pointer_to(member.key()),
                         "is given beside `body`",
                         "Give the body's members or the whole `body`.");
      }
    }
    if (!is_of_type(body, layout_.shape().types)) {
      return refuse_at("/body",
                       "must be " + describe_types(layout_.shape().types) + ", not " +
                           std::string(describe_type(body)));
    }
    if (const json::object* const object = body.if_object()) {
      if (auto fault = check_required(*object, "/body")) {
        return fault;
      }
    }
    return write_body(body);
  }

  [[nodiscard]] Fault check_required(const json::object& members, const std::string& prefix) const {
    for (const std::string& name : layout_.shape().required) {
      if (!members.contains(name)) {
        return refuse_at(prefix + pointer_to(name), "is missing", "The request's body needs it.");
      }
    }
    return std::nullopt;
  }

  Fault write_body(const json::value& body) {
    if (is_json(operation_.content_type)) {
      request_.body = json::serialize(body);
    } else if (const json::string* const text = body.if_string()) {
      request_.body = *text;
    } else {
      return refuse_at("/body", "must be a string", "It is sent as it is.");
    }
    return std::nullopt;
  }

  // RFC 6839, 3.1: types that end in +json are JSON too.
  [[nodiscard]] static bool is_json(std::string_view media_type) {
    return media_type == "application/json" || media_type.ends_with("+json");
  }

  HttpRequest finish() {
    request_.method = operation_.method;
    request_.idempotent = operation_.idempotent;
    request_.target = std::string(settings_.base_path).append(path_).append(query_);
    add_header("Content-Type", operation_.content_type);
    add_header("Accept", operation_.accept);
    add_header("X-EARLY-ACCESS", operation_.early_access);
    return std::move(request_);
  }

  void add_header(const char* name, std::string_view value) {
    if (!value.empty()) {
      request_.headers.emplace_back(name, std::string(value));
    }
  }

  const InputLayout& layout_;
  const Operation& operation_;
  const json::object& input_;
  const RequestSettings& settings_;
  std::string path_;
  std::string query_;
  HttpRequest request_;
};

} // namespace

std::variant<HttpRequest, RequestRefusal>
build_request(const InputLayout& layout, const json::object& input, const RequestSettings& settings) {
  return Builder(layout, input, settings).build();
}

std::string action_label(std::string_view connector, const Operation& operation) {
  std::string text(connector);
  return text.append(text.empty() ? "" : ".").append(operation.id).append(": ");
}

Result<HttpRequest> build_request(const Catalog& catalog,
                                  const Operation& operation,
                                  const json::object& input,
                                  const RequestSettings& settings) {
  auto built = build_request(InputLayout(catalog, operation), input, settings);
  if (auto* const request = std::get_if<HttpRequest>(&built)) {
    return std::move(*request);
  }
  const auto& refusal = std::get<RequestRefusal>(built);
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_INVALID_ARGUMENT, action_label(settings.connector, operation) + refusal.text, refusal.hint);
  problem.members["pointer"] = refusal.finding.pointer;
  return problem;
}

} // namespace callout::rest
