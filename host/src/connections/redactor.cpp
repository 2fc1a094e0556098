#include "redactor.hpp"

#include <algorithm>
#include <array>
#include <mutex>

#include <boost/algorithm/string/replace.hpp>
#include <string.h>

namespace callout::host {
namespace {

constexpr std::size_t shortest_secret = 4;
constexpr std::string_view replacement = "[redacted]";

} // namespace

bool is_secret_name(std::string_view member) {
  constexpr std::array<std::string_view, 5> words{"secret", "token", "password", "key", "authorization"};
  constexpr std::array<std::string_view, 2> harmless{"_url", "_type"};
  const auto ends = [member](std::string_view word) {
    return member.ends_with(word);
  };
  const auto has = [member](std::string_view word) {
    return member.find(word) != std::string_view::npos;
  };
  return std::any_of(words.begin(), words.end(), has) && std::none_of(harmless.begin(), harmless.end(), ends);
}

Redactor::~Redactor() {
  for (std::string& secret : secrets_) {
    ::explicit_bzero(secret.data(), secret.size());
  }
}

void Redactor::remember(std::string_view secret) {
  const std::unique_lock lock(mutex_);
  if (secret.size() < shortest_secret ||
      std::find(secrets_.begin(), secrets_.end(), secret) != secrets_.end()) {
    return;
  }
  secrets_.emplace_back(secret);
  // A secret that contains another must be replaced first.
  std::sort(
      secrets_.begin(), secrets_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

void Redactor::remember_session(const boost::json::value& session) {
  if (session.is_string()) {
    remember(session.get_string());
  }
  if (const auto* const members = session.if_object()) {
    for (const auto& member : *members) {
      if (member.value().is_string() && is_secret_name(member.key())) {
        remember(member.value().get_string());
      }
    }
  }
}

std::string Redactor::redact(std::string_view text) const {
  std::string redacted(text);
  const std::shared_lock lock(mutex_);
  for (const std::string& secret : secrets_) {
    boost::algorithm::replace_all(redacted, secret, replacement);
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
