#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/grammar/ci_string.hpp>
#include <callout/rest/free_request.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/rest/nearest_name.hpp>

namespace callout::rest {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 6> members{"method", "path", "query", "headers", "body", "expect"};
constexpr std::array<Method, 6> methods{
    Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_};

class Reader {
public:
  Reader(const json::object& input, const FreeRequestSettings& settings)
      : input_(input), settings_(settings) {}

  Result<FreeRequest> read() {
    for (const auto& step : {&Reader::check_names,
                             &Reader::read_method,
                             &Reader::read_path,
                             &Reader::read_query,
                             &Reader::read_all_headers,
                             &Reader::read_body,
                             &Reader::read_expected}) {
      if (auto done = (this->*step)(); !done) {
        return done.error();
      }
    }
    return std::move(result_);
  }

private:
  [[nodiscard]] sdk::Problem refuse(std::string_view why, const std::string& pointer) const {
    sdk::Problem problem = sdk::make_problem(
        CALLOUT_E_INVALID_ARGUMENT, std::string(settings_.connector).append(".request: ").append(why));
    problem.members["pointer"] = pointer;
    return problem;
  }

  Result<void> check_names() {
    for (const auto& member : input_) {
      if (std::find(members.begin(), members.end(), std::string_view(member.key())) == members.end()) {
        return refuse(unknown_member(member.key(), members), json_pointer({member.key()}));
      }
    }
    return {};
  }

  Result<void> read_method() {
    const json::value* const value = input_.if_contains("method");
    const std::string_view name = value == nullptr     ? std::string_view("GET")
                                  : value->is_string() ? std::string_view(value->get_string())
                                                       : std::string_view();
    const auto* const found = std::find_if(
        methods.begin(), methods.end(), [name](Method method) { return method_name(method) == name; });
    if (found == methods.end()) {
      return refuse("`method` is none of GET, HEAD, POST, PUT, PATCH, DELETE", "/method");
    }
    result_.http.method = *found;
    result_.http.idempotent = is_idempotent(*found);
    return {};
  }

  Result<void> read_path() {
    const json::value* const value = input_.if_contains("path");
    if (value == nullptr || !value->is_string()) {
      return refuse(value == nullptr ? "`path` is missing" : "`path` is not a string", "/path");
    }
    auto path = parse_path(value->get_string(), "path");
    if (!path) {
      return refuse(path.error().detail(), "/path");
    }
    result_.http.target = std::string(settings_.base_path) + *path;
    return {};
  }

  static std::optional<std::string> query_text(const json::value& value) {
    if (value.is_string()) {
      return std::string(value.get_string());
    }
    const bool is_plain = value.is_bool() || value.is_number();
    return is_plain ? std::optional(json::serialize(value)) : std::nullopt;
  }

  Result<void> add_query(const json::key_value_pair& member) {
    const json::array single{member.value()};
    const json::array& values = member.value().is_array() ? member.value().get_array() : single;
    for (const json::value& value : values) {
      const auto text = query_text(value);
      if (!text) {
        return refuse("`query`: `" + std::string(member.key()) +
                          "` is no text, number, boolean or list of these",
                      json_pointer({"query", member.key()}));
      }
      append_query(result_.http.target, member.key(), *text);
    }
    return {};
  }

  Result<void> read_query() {
    const json::value* const query = input_.if_contains("query");
    if (query == nullptr) {
      return {};
    }
    if (!query->is_object()) {
      return refuse("`query` is not an object of names and values", "/query");
    }
    for (const auto& member : query->get_object()) {
      if (auto added = add_query(member); !added) {
        return added;
      }
    }
    return {};
  }

  Result<void> add_input_headers(const json::value& value) {
    auto headers = read_headers(value, "headers");
    if (!headers) {
      return refuse(headers.error().detail(), std::string(headers.error().members.at("pointer").as_string()));
    }
    for (Header& header : *headers) {
      if (!find_header(settings_.authorization, header.name).empty()) {
        return refuse("`headers`: the header `" + header.name + "` comes from the connection's `auth`",
                      json_pointer({"headers", header.name}));
      }
      set_header(result_.http.headers, std::move(header));
    }
    return {};
  }

  Result<void> read_all_headers() {
    result_.http.headers = settings_.headers;
    if (const json::value* const value = input_.if_contains("headers")) {
      if (auto added = add_input_headers(*value); !added) {
        return added;
      }
    }
    for (const Header& header : settings_.authorization) {
      set_header(result_.http.headers, header);
    }
    return {};
  }

  Result<void> read_body() {
    const json::value* const body = input_.if_contains("body");
    if (body == nullptr) {
      return {};
    }
    if (result_.http.method == Method::get || result_.http.method == Method::head) {
      return refuse("`body` does not go with GET or HEAD", "/body");
    }
    const std::string_view type = find_header(result_.http.headers, "Content-Type");
    const std::string_view essence = type.substr(0, type.find(';'));
    if (type.empty() || essence.find("json") != std::string_view::npos) {
      result_.http.body = json::serialize(*body);
      set_header(result_.http.headers,
                 {"Content-Type", type.empty() ? "application/json" : std::string(type)});
      return {};
    }
    if (!body->is_string()) {
      return refuse("`body` is not a string, which content of type `" + std::string(essence) + "` must be",
                    "/body");
    }
    result_.http.body = body->get_string();
    return {};
  }

  Result<void> read_expected() {
    const json::value* const value = input_.if_contains("expect");
    if (value == nullptr) {
      return {};
    }
    constexpr std::string_view wrong = "`expect` is not a list of HTTP statuses from 200 to 599";
    if (!value->is_array()) {
      return refuse(wrong, "/expect");
    }
    for (const json::value& status : value->get_array()) {
      const std::int64_t* const number = status.if_int64();
      if (number == nullptr || *number < 200 || *number > 599) {
        return refuse(wrong, "/expect");
      }
      result_.expected.push_back(static_cast<unsigned>(*number));
    }
    return {};
  }

  const json::object& input_;
  const FreeRequestSettings& settings_;
  FreeRequest result_;
};

} // namespace

const std::string_view free_request_schema = R"json({"type":"object","additionalProperties":false,
"required":["path"],"properties":{
"method":{"type":"string","enum":["GET","HEAD","POST","PUT","PATCH","DELETE"],"default":"GET"},
"path":{"type":"string","pattern":"^/","description":"Path below the connection's base URL, without a query"},
"query":{"type":"object","description":"Query parameters; a list repeats its name",
 "additionalProperties":{"type":["string","number","boolean","array"]}},
"headers":{"type":"object","description":"Further headers; none that carries a credential",
 "additionalProperties":{"type":"string"}},
"body":{"description":"Any JSON; a string when a Content-Type other than JSON is given"},
"expect":{"type":"array","items":{"type":"integer","minimum":200,"maximum":599},
 "description":"Statuses other than 2xx that count as success, such as 404"}}})json";

Result<FreeRequest> read_free_request(const json::object& input, const FreeRequestSettings& settings) {
  return Reader(input, settings).read();
}

HttpResponse accept_expected(HttpResponse response, const FreeRequest& request) {
  if (std::find(request.expected.begin(), request.expected.end(), response.status) !=
      request.expected.end()) {
    response.status = 200;
  }
  return response;
}

} // namespace callout::rest
