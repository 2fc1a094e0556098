#include "redactor.hpp"

#include <algorithm>
#include <array>
#include <locale>
#include <mutex>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <boost/json/object.hpp>

#include "secret_forms.hpp"

namespace callout::host {
namespace {

constexpr std::size_t shortest_secret = 4;
constexpr std::size_t shortest_of_session = 6;
constexpr std::uint64_t sessions_kept = 64;
constexpr std::string_view replacement = "[redacted]";

std::string lowered(std::string_view text) {
  return boost::algorithm::to_lower_copy(std::string(text), std::locale::classic());
}

/// "token_url" and "token_type" say something about a token.
bool is_harmless_name(std::string_view lower_case) {
  constexpr std::array<std::string_view, 2> endings{"url", "type"};
  return std::any_of(
      endings.begin(), endings.end(), [&](std::string_view ending) { return lower_case.ends_with(ending); });
}

/// What is public by its name. A plugin names the secrets of its sessions as it likes, so that all others may
/// be one.
bool is_public_name(std::string_view lower_case) {
  constexpr std::array<std::string_view, 5> names{
      "scope", "scopes", "granted_scopes", "missing_scopes", "label"};
  return is_harmless_name(lower_case) || std::find(names.begin(), names.end(), lower_case) != names.end();
}

} // namespace

bool is_secret_name(std::string_view member) {
  constexpr std::array<std::string_view, 6> words{
      "secret", "token", "password", "passphrase", "key", "authorization"};
  const std::string name = lowered(member);
  return !is_harmless_name(name) && std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return name.find(word) != std::string::npos;
  });
}

void Redactor::remember(std::string_view secret) {
  const std::unique_lock lock(mutex_);
  keep(secret, {});
}

void Redactor::remember_credentials(const boost::json::object& credentials) {
  const std::unique_lock lock(mutex_);
  keep_pairs(credentials, {});
}

void Redactor::remember_session(std::string_view connection, const boost::json::value& session) {
  const std::unique_lock lock(mutex_);
  const auto count = sessions_.try_emplace(std::string(connection)).first;
  ++count->second;
  std::erase_if(known_, [&](const Known& known) {
    return known.source.connection == connection && known.source.session != 0 &&
           known.source.session + sessions_kept <= count->second;
  });
  keep_strings(session, {count->first, count->second});
}

void Redactor::keep(std::string_view secret, const Source& source) {
  if (secret.size() < shortest_secret) {
    return;
  }
  keep_form(secret, source);
  for (const Secret& escaped : escaped_forms(secret)) {
    keep_form(escaped.view(), source);
  }
}

void Redactor::keep_form(std::string_view secret, const Source& source) {
  const auto same = std::find_if(known_.begin(), known_.end(), [&](const Known& known) {
    return known.secret.view() == secret && known.source.connection == source.connection;
  });
  if (same != known_.end()) {
    same->source.session = source.session;
    return;
  }
  // A secret that contains another must be replaced first.
  const auto place = std::find_if(known_.begin(), known_.end(), [&](const Known& known) {
    return known.secret.view().size() < secret.size();
  });
  known_.insert(place, {Secret(secret), source});
}

void Redactor::keep_pairs(const boost::json::object& members, const Source& source) {
  constexpr std::array<std::array<std::string_view, 2>, 2> pairs{
      {{"username", "password"}, {"client_id", "client_secret"}}};
  for (const auto& [first, second] : pairs) {
    const auto* const name = members.if_contains(first);
    const auto* const secret = members.if_contains(second);
    if (name == nullptr || secret == nullptr || !name->is_string() || !secret->is_string()) {
      continue;
    }
    keep(basic_credential(name->get_string(), secret->get_string()).view(), source);
    keep(basic_credential(form_encoded(name->get_string()).view(), form_encoded(secret->get_string()).view())
             .view(),
         source);
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a session be
void Redactor::keep_strings(const boost::json::value& session, const Source& source) {
  if (session.is_string()) {
    keep_text(session.get_string(), source);
    return;
  }
  if (const auto* const items = session.if_array()) {
    std::for_each(items->begin(), items->end(), [&](const auto& item) { keep_strings(item, source); });
    return;
  }
  static const boost::json::object none;
  const boost::json::object& members = session.is_object() ? session.get_object() : none;
  keep_pairs(members, source);
  for (const auto& member : members) {
    if (!is_public_name(lowered(member.key()))) {
      keep_strings(member.value(), source);
    }
  }
}

void Redactor::keep_text(std::string_view text, const Source& source) {
  if (text.size() < shortest_of_session) {
    return;
  }
  keep(text, source);
  const std::string_view last_word = text.substr(text.rfind(' ') + 1);
  if (last_word.size() >= shortest_of_session) {
    keep(last_word, source);
  }
}

std::string Redactor::redact(std::string_view text) const {
  std::string redacted(text);
  const std::shared_lock lock(mutex_);
  for (const Known& known : known_) {
    boost::algorithm::replace_all(redacted, known.secret.view(), replacement);
  }
  return redacted;
}

Failure Redactor::redact(Failure failure) const {
  boost::json::value problem(std::move(failure.problem));
  redact_value(problem);
  failure.problem = std::move(problem.get_object());
  return failure;
}

LogRecord Redactor::redact(LogRecord record) const {
  record.message = redact(record.message);
  boost::json::value fields(std::move(record.fields));
  redact_value(fields);
  record.fields = std::move(fields.get_object());
  return record;
}

void Redactor::redact_value(
    boost::json::value& value) const { // NOLINT(misc-no-recursion): bounded by the parser
  if (value.is_string()) {
    value.get_string() = redact(std::string_view(value.get_string()));
  } else if (auto* const array = value.if_array()) {
    std::for_each(array->begin(), array->end(), [this](auto& item) { redact_value(item); });
  } else if (auto* const object = value.if_object()) {
    for (auto& member : *object) {
      redact_value(member.value());
    }
  }
}

} // namespace callout::host
