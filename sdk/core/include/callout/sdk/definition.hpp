#pragma once

/// What a plugin is: its identity, its ways to authenticate and its actions.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <callout/sdk/call.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::sdk {

enum class Risk : std::uint8_t { read, write, destructive };

inline std::string_view risk_name(Risk risk) {
  constexpr std::array<std::string_view, 3> names = {"read", "write", "destructive"};
  return names.at(static_cast<std::size_t>(risk));
}

/// An action for people and tools. Schemas and example are JSON text, parsed only when somebody asks.
struct ActionInfo {
  std::string name = {};
  std::string title = {};
  std::string description = {};
  std::vector<std::string> tags = {};
  Risk risk = Risk::read;
  std::string scope = {};  ///< OAuth scope it needs, or empty
  bool idempotent = false; ///< calling it twice does what calling it once does
  std::string input_schema = R"({"type":"object"})";
  std::string output_schema = {}; ///< empty: not described
  std::string example = {};       ///< an input, empty: none
};

/// A way to authenticate. `secrets` are JSON pointers of secret members: "/client_secret".
struct AuthenticationInfo {
  std::string kind = {};
  std::string title = {};
  std::string schema = R"({"type":"object"})";
  std::vector<std::string> secrets = {};
};

/// A blocking handler runs on the host's thread; an asynchronous one keeps the Call and answers later.
template <class Connector>
using Handler =
    std::variant<std::function<Reply(Connector&, const Request&)>, std::function<void(Connector&, Call)>>;

/// Actions that are kept as data rather than registered one by one.
template <class Connector>
struct ActionTable {
  /// Rows for the manifest.
  std::function<boost::json::array()> rows = {};
  /// One action whole, or nullopt when the table has none of that name.
  std::function<std::optional<boost::json::object>(std::string_view action)> describe = {};
  /// Whether the table has it. Must be fast: it is asked for every call of an action not registered.
  std::function<bool(std::string_view action)> has = {};
  Handler<Connector> handler = {};
};

/// Collects a plugin; CALLOUT_EXPORT_PLUGIN ends it. `Connector` is constructed from the config object, and
/// its handlers may overlap on one instance: guard what they share, or say serial().
template <class Connector>
class Definition {
public:
  /// `id` is reverse DNS ("com.example.hello"), `version` SemVer 2.0.
  Definition(std::string id, std::string version) : id_(std::move(id)), version_(std::move(version)) {
    name_ = id_.substr(id_.rfind('.') + 1);
  }

  Definition&& name(std::string text) && { return set(name_, std::move(text)); }

  Definition&& title(std::string text) && { return set(title_, std::move(text)); }

  Definition&& description(std::string text) && { return set(description_, std::move(text)); }

  Definition&& documentation(std::string url) && { return set(documentation_, std::move(url)); }

  /// JSON Schema, as text, of the object that Connector's constructor takes.
  Definition&& config_schema(std::string json) && { return set(config_schema_, std::move(json)); }

  /// Origins it talks to, for people who review a plugin.
  Definition&& network(std::vector<std::string> origins) && { return set(network_, std::move(origins)); }

  /// A cheap call that shows a connection works. The first one whose scope is granted is made.
  Definition&& test(std::string action, std::string input = "{}") && {
    tests_.emplace_back(std::move(action), std::move(input));
    return std::move(*this);
  }

  /// Its actions look at Request::dry_run() themselves. Without this such requests are refused.
  Definition&& dry_run() && { return set(has_dry_run_, true); }

  /// One call at a time on an instance.
  Definition&& serial() && { return set(concurrent_, false); }

  /// `handler` is called as (Connector&, const Request&) and answers with a Session or a Problem.
  template <class F>
  Definition&& authentication(AuthenticationInfo info, F handler) && {
    authentications_.push_back({std::move(info), make_handler(std::move(handler))});
    return std::move(*this);
  }

  /// `handler` is a member function or callable: Reply(Connector&, const Request&), or void(Connector&, Call)
  /// for an asynchronous one.
  template <class F>
  Definition&& action(ActionInfo info, F handler) && {
    actions_.push_back({std::move(info), make_handler(std::move(handler))});
    return std::move(*this);
  }

  template <class F>
  Definition&& action(std::string name, std::string title, std::string input_schema, F handler) && {
    ActionInfo info;
    info.name = std::move(name);
    info.title = std::move(title);
    info.input_schema = std::move(input_schema);
    return std::move(*this).action(std::move(info), std::move(handler));
  }

  Definition&& actions(ActionTable<Connector> table) && { return set(table_, std::move(table)); }

  // --- for the export barrier ---

  [[nodiscard]] const std::string& id() const { return id_; }

  [[nodiscard]] const std::string& version() const { return version_; }

  [[nodiscard]] bool has_dry_run() const { return has_dry_run_; }

  [[nodiscard]] std::uint32_t flags() const {
    const auto is_async = [](const auto& action) {
      return std::holds_alternative<AsyncHandler>(action.handler);
    };
    const bool async = std::any_of(actions_.begin(), actions_.end(), is_async) ||
                       (table_ && std::holds_alternative<AsyncHandler>(table_->handler));
    return (concurrent_ ? CALLOUT_PLUGIN_CONCURRENT : 0U) | (async ? CALLOUT_PLUGIN_ASYNC : 0U);
  }

  [[nodiscard]] const Handler<Connector>* find_action(std::string_view name) const {
    const auto* const found = find(actions_, [&](const auto& action) { return action.info.name == name; });
    if (found != nullptr) {
      return &found->handler;
    }
    return table_ && table_->has(name) ? &table_->handler : nullptr;
  }

  [[nodiscard]] const Handler<Connector>* find_authentication(std::string_view kind) const {
    const auto* const found =
        find(authentications_, [&](const auto& entry) { return entry.info.kind == kind; });
    return found != nullptr ? &found->handler : nullptr;
  }

  /// The manifest, or one action whole. Throws only on schemas that are no JSON, which is a bug.
  [[nodiscard]] Reply describe(std::string_view topic) const {
    if (topic.empty()) {
      return boost::json::value(manifest());
    }
    const auto* const found = find(actions_, [&](const auto& action) { return action.info.name == topic; });
    if (found != nullptr) {
      return boost::json::value(whole(found->info));
    }
    if (auto described = table_ ? table_->describe(topic) : std::nullopt) {
      return boost::json::value(std::move(*described));
    }
    return unknown_action(topic);
  }

  [[nodiscard]] Problem unknown_action(std::string_view action) const {
    return make_problem(CALLOUT_E_UNKNOWN_ACTION, name_ + " has no action " + quoted_name(action));
  }

  [[nodiscard]] Problem unknown_authentication(std::string_view kind) const {
    std::string known;
    for (const auto& entry : authentications_) {
      known += (known.empty() ? "" : ", ") + entry.info.kind;
    }
    return make_problem(CALLOUT_E_INVALID_ARGUMENT,
                        name_ + " has no authentication kind " + quoted_name(kind),
                        known.empty() ? "It needs no authentication: leave auth out."
                                      : "Use one of: " + known);
  }

private:
  using BlockingHandler = std::function<Reply(Connector&, const Request&)>;
  using AsyncHandler = std::function<void(Connector&, Call)>;

  struct Action {
    ActionInfo info;
    Handler<Connector> handler;
  };

  struct Authentication {
    AuthenticationInfo info;
    Handler<Connector> handler;
  };

  template <class T>
  Definition&& set(T& member, auto value) {
    member = std::move(value);
    return std::move(*this);
  }

  template <class F>
  static Handler<Connector> make_handler(F handler) {
    if constexpr (std::is_invocable_r_v<Reply, F&, Connector&, const Request&>) {
      return BlockingHandler(std::move(handler));
    } else {
      static_assert(std::is_invocable_v<F&, Connector&, Call>,
                    "a handler is Reply(Connector&, const Request&) or void(Connector&, Call)");
      return AsyncHandler(std::move(handler));
    }
  }

  template <class Entry, class Predicate>
  static const Entry* find(const std::vector<Entry>& entries, Predicate predicate) {
    const auto found = std::find_if(entries.begin(), entries.end(), predicate);
    return found != entries.end() ? &*found : nullptr;
  }

  static boost::json::array strings(const std::vector<std::string>& texts) {
    boost::json::array array(texts.begin(), texts.end());
    return array;
  }

  static boost::json::object row(const ActionInfo& info) {
    boost::json::object row{{"name", info.name},
                            {"title", info.title},
                            {"tags", strings(info.tags)},
                            {"risk", risk_name(info.risk)},
                            {"idempotent", info.idempotent}};
    if (!info.scope.empty()) {
      row["scope"] = info.scope;
    }
    return row;
  }

  static boost::json::object whole(const ActionInfo& info) {
    boost::json::object action = row(info);
    action["description"] = info.description;
    action["input_schema"] = boost::json::parse(info.input_schema);
    if (!info.output_schema.empty()) {
      action["output_schema"] = boost::json::parse(info.output_schema);
    }
    if (!info.example.empty()) {
      action["example"] = boost::json::parse(info.example);
    }
    return action;
  }

  [[nodiscard]] boost::json::object manifest() const {
    boost::json::array authentications;
    for (const auto& [info, handler] : authentications_) {
      authentications.push_back({{"kind", info.kind},
                                 {"title", info.title},
                                 {"schema", boost::json::parse(info.schema)},
                                 {"secrets", strings(info.secrets)}});
    }
    boost::json::array tests;
    for (const auto& [action, input] : tests_) {
      tests.push_back({{"action", action}, {"input", boost::json::parse(input)}});
    }
    boost::json::array actions;
    for (const Action& action : actions_) {
      actions.push_back(row(action.info));
    }
    if (table_) {
      for (boost::json::value& table_row : table_->rows()) {
        actions.push_back(std::move(table_row));
      }
    }
    return {{"id", id_},
            {"name", name_},
            {"title", title_.empty() ? name_ : title_},
            {"version", version_},
            {"description", description_},
            {"documentation", documentation_},
            {"config_schema", boost::json::parse(config_schema_)},
            {"authentication", std::move(authentications)},
            {"network", strings(network_)},
            {"test", std::move(tests)},
            {"actions", std::move(actions)}};
  }

  std::string id_;
  std::string version_;
  std::string name_;
  std::string title_;
  std::string description_;
  std::string documentation_;
  std::string config_schema_ = R"({"type":"object"})";
  std::vector<std::string> network_;
  std::vector<std::pair<std::string, std::string>> tests_;
  std::vector<Authentication> authentications_;
  std::vector<Action> actions_;
  std::optional<ActionTable<Connector>> table_;
  bool concurrent_ = true;
  bool has_dry_run_ = false;
};

} // namespace callout::sdk
