#include "connection.hpp"

#include <utility>

#include <boost/json/serialize.hpp>

#include "plugins/answer.hpp"
#include "plugins/manifest.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

std::vector<std::string> strings(const json::object& object, std::string_view member) {
  std::vector<std::string> texts;
  const json::value* const list = object.if_contains(member);
  if (list == nullptr || !list->is_array()) {
    return texts;
  }
  for (const json::value& item : list->get_array()) {
    if (item.is_string()) {
      texts.emplace_back(item.get_string());
    }
  }
  return texts;
}

const json::object* member_object(const json::object& object, std::string_view member) {
  const json::value* const value = object.if_contains(member);
  return value != nullptr ? value->if_object() : nullptr;
}

AuthenticationReport report_of(const json::object& answer) {
  AuthenticationReport report;
  if (const json::object* const identity = member_object(answer, "identity")) {
    if (const json::value* const label = identity->if_contains("label");
        label != nullptr && label->is_string()) {
      report.label = label->get_string();
    }
  }
  if (const json::object* const scopes = member_object(answer, "scopes")) {
    report.granted_scopes = strings(*scopes, "granted");
    report.missing_scopes = strings(*scopes, "missing");
  }
  const json::value* const lifetime = answer.if_contains("expires_in_ms");
  boost::system::error_code error;
  if (lifetime != nullptr && lifetime->is_number()) {
    const auto milliseconds = lifetime->to_number<std::int64_t>(error);
    if (!error && milliseconds > 0) {
      report.expires_in = std::chrono::milliseconds(milliseconds);
    }
  }
  return report;
}

bool is_refused(const Result<std::string>& result) {
  return !result && result.error().status == CALLOUT_E_UNAUTHENTICATED;
}

} // namespace

Connection::Connection(ConnectionDefinition definition, ConnectionContext context)
    : definition_(std::move(definition)),
      context_(std::move(context)),
      instances_([this] { return make_instance(); },
                 [this] {
                   log(LogLevel::warn, "the plugin did not end a call in time, making a new instance", {});
                 }),
      sessions_([this](const CallLimits& limits) { return open_session(limits); }) {}

/// Says which connection, and where it is written.
Failure Connection::in_context(Failure failure) const {
  failure.problem["detail"] =
      definition_.place + ": connection " + definition_.name + ": " + failure.message();
  return failure;
}

Failure Connection::refused_credentials(Failure failure) const {
  if (failure.status != CALLOUT_E_INVALID_ARGUMENT || failure.problem.contains("status")) {
    return failure;
  }
  const bool is_placed = failure.message().starts_with(definition_.place);
  return to_be_mended("auth", is_placed ? std::move(failure) : in_context(std::move(failure)));
}

Failure Connection::to_be_mended(const std::string& member, Failure failure) const {
  if (failure.status == CALLOUT_E_INVALID_ARGUMENT && !failure.problem.contains("hint")) {
    failure.problem["hint"] = "Mend `" + member + "` of connection " + definition_.name + ".";
  }
  return failure;
}

/// Else it would read as if the action that needs the session were unknown.
Failure Connection::unknown_kind(const PluginLibrary& library) const {
  std::string known;
  if (const auto manifest = Manifest::read(library, context_.log)) {
    for (const std::string& kind : manifest->authentication_kinds()) {
      known += (known.empty() ? "" : ", ") + kind;
    }
  }
  const std::string detail =
      "plugin " + library.name() + " knows no authentication of kind \"" + definition_.authentication + "\"";
  return in_context(make_failure(CALLOUT_E_INVALID_ARGUMENT,
                                 detail,
                                 known.empty() ? "It needs none: leave auth out." : "It knows: " + known));
}

Result<std::shared_ptr<PluginLibrary>> Connection::plugin() {
  auto found = context_.plugins.find(definition_.plugin);
  return found ? found : in_context(found.error());
}

Result<std::shared_ptr<Instance>> Connection::make_instance() {
  const auto library = plugin();
  if (!library) {
    return library.error();
  }
  auto made = Instance::create(*library, json::serialize(definition_.config), context_.log);
  return made ? made : to_be_mended("config", in_context(made.error()));
}

/// An instance may be quarantined while the call waits for its turn there. Nothing was sent then, and the
/// next instance takes it.
Result<std::string> Connection::send(const CallLimits& limits,
                                     const std::function<Instance::Reply(Instance&)>& call) {
  for (;;) {
    const auto instance = instances_.get(limits);
    if (!instance) {
      return instance.error();
    }
    if (auto reply = call(**instance)) {
      return std::move(*reply);
    }
  }
}

Result<SessionCache::Session> Connection::open_session(const CallLimits& limits) {
  const auto library = plugin();
  if (!library) {
    return library.error();
  }
  auto text = send(limits, [&](Instance& instance) -> Instance::Reply {
    auto credentials = resolve_credentials(definition_, context_.redactor, context_.taken);
    if (!credentials) {
      return credentials.error();
    }
    return instance.authenticate({.action = definition_.authentication, .input = std::move(*credentials)},
                                 limits);
  });
  if (!text) {
    return text.error().status == CALLOUT_E_UNKNOWN_ACTION ? unknown_kind(**library)
                                                           : refused_credentials(text.error());
  }
  return session_of(std::move(*text), **library);
}

Result<SessionCache::Session> Connection::session_of(std::string text, const PluginLibrary& library) {
  const Secret kept = Secret::take(std::move(text));
  const auto answer = parse_json(kept.view(), secret_storage());
  const json::object* const members = answer ? answer->if_object() : nullptr;
  if (members == nullptr || !members->contains("session")) {
    return broken_contract(library.name() + ": authenticate", "its answer has no session");
  }
  context_.redactor.remember_session(definition_.name, members->at("session"));
  AuthenticatedSession session{std::make_shared<const Secret>(Secret::of_json(members->at("session"))),
                               report_of(*members)};
  log(LogLevel::info, "authenticated", {{"label", session.report.label}});
  if (!session.report.missing_scopes.empty()) {
    const auto& missing = session.report.missing_scopes;
    log(LogLevel::warn,
        "scopes were asked for and not granted",
        {{"missing", json::array(missing.begin(), missing.end())}});
  }
  return std::make_shared<const AuthenticatedSession>(std::move(session));
}

// The plugin is loaded and asked outside the lock, which every call needs; two readers at once do no harm.
Result<std::shared_ptr<const Connection::Risks>> Connection::risks() {
  {
    const std::lock_guard lock(mutex_);
    if (risks_) {
      return risks_;
    }
  }
  const auto library = plugin();
  if (!library) {
    return library.error();
  }
  const auto manifest = Manifest::read(**library, context_.log);
  if (!manifest) {
    return manifest.error();
  }
  auto read = std::make_shared<const Risks>(manifest->risks());
  const std::lock_guard lock(mutex_);
  risks_ = std::move(read);
  return risks_;
}

Result<std::string> Connection::risk_of(std::string_view action) {
  const auto all = risks();
  if (!all) {
    return all.error();
  }
  const auto known = (*all)->find(action);
  if (known == (*all)->end()) {
    return make_failure(CALLOUT_E_UNKNOWN_ACTION,
                        definition_.plugin + " has no action \"" + std::string(action) + "\"");
  }
  return known->second;
}

Result<void> Connection::permit(std::string_view action) {
  const AccessRules& rules = definition_.access;
  if (auto refusal = rules.refusal_by_name(definition_.name, action)) {
    return *std::move(refusal);
  }
  if (!rules.read_only) {
    return {};
  }
  const auto risk = risk_of(action);
  if (!risk) {
    return risk.error();
  }
  if (auto refusal = rules.refusal_by_risk(definition_.name, action, *risk)) {
    return *std::move(refusal);
  }
  return {};
}

Result<std::string> Connection::invoke(const Invocation& invocation) {
  if (const auto permitted = permit(invocation.action); !permitted) {
    return permitted.error();
  }
  if (definition_.authentication.empty()) {
    return attempt(invocation, nullptr);
  }
  const auto session = sessions_.get(invocation.limits);
  if (!session) {
    return session.error();
  }
  auto result = attempt(invocation, *session);
  if (!is_refused(result)) {
    return result;
  }
  log(LogLevel::info, "session refused, authenticating again", {});
  sessions_.drop(*session);
  const auto renewed = sessions_.get(invocation.limits);
  if (!renewed) {
    return renewed.error();
  }
  result = attempt(invocation, *renewed);
  if (is_refused(result) && !result.error().problem.contains("hint")) {
    Failure failure = result.error();
    failure.problem["hint"] = "A session got just now was refused too: check the credentials' rights.";
    return failure;
  }
  return result;
}

Result<std::string> Connection::attempt(const Invocation& invocation, const SessionCache::Session& session) {
  const auto started = std::chrono::steady_clock::now();
  auto result = send(invocation.limits, [&](Instance& instance) {
    return instance.invoke({.action = std::string(invocation.action),
                            .input = Secret(invocation.input),
                            .session = session ? session->session : nullptr,
                            .request_id = std::string(invocation.request_id),
                            .attempt = invocation.attempt,
                            .dry_run = invocation.dry_run},
                           invocation.limits);
  });
  if (is_wanted(context_.log, LogLevel::debug)) {
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
    log(LogLevel::debug,
        "called",
        {{"action", invocation.action},
         {"request_id", invocation.request_id},
         {"status", result ? std::string_view("ok") : status_name(result.error().status)},
         {"took_ms", took.count()}});
  }
  return result;
}

Result<AuthenticationReport> Connection::authenticate(const CallLimits& limits) {
  if (definition_.authentication.empty()) {
    return AuthenticationReport{};
  }
  const auto session = sessions_.renew(limits);
  if (!session) {
    return session.error();
  }
  return (*session)->report;
}

void Connection::log(LogLevel level, std::string_view message, json::object fields) const {
  fields["connection"] = definition_.name;
  write_log(context_.log, level, "host", message, std::move(fields));
}

} // namespace callout::host
