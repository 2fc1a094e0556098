#include "secrets.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <boost/json/serialize.hpp>
#include <string.h>
#include <sys/stat.h>

namespace callout::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr off_t largest_secret = off_t{64} * 1024;
constexpr mode_t readable_by_others = S_IRWXG | S_IRWXO;

void wipe(std::string& text) {
  ::explicit_bzero(text.data(), text.size());
}

/// "connection pagerduty: client_secret"
Failure failure(const ConnectionDefinition& connection,
                std::string_view member,
                std::string_view why,
                std::string_view hint) {
  return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                      connection.place + ": connection " + connection.name + ": " + std::string(member) +
                          " " + std::string(why),
                      hint);
}

Result<std::string>
from_environment(const ConnectionDefinition& connection, std::string_view member, const std::string& name) {
  const char* const value =
      std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe): nobody here changes it
  if (value == nullptr || *value == '\0') {
    return failure(connection,
                   member,
                   "comes from the environment variable " + name + ", which is " +
                       (value == nullptr ? "not set" : "empty"),
                   "Set it, or use { file: PATH }.");
  }
  return std::string(value);
}

Result<std::string>
from_file(const ConnectionDefinition& connection, std::string_view member, const std::string& path) {
  const fs::path file = connection.folder / path;

  struct stat status {};

  const std::string where = "comes from the file " + file.string() + ", which ";
  if (::stat(file.c_str(), &status) != 0) {
    return failure(
        connection, member, where + "cannot be read: " + std::generic_category().message(errno), {});
  }
  if (!S_ISREG(status.st_mode) || status.st_size > largest_secret) {
    return failure(connection, member, where + "is no regular file of at most 64 KiB", {});
  }
  if ((status.st_mode & readable_by_others) != 0) {
    return failure(connection,
                   member,
                   where + "others can read",
                   "Take the right away: chmod go= '" + file.string() + "'");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string secret{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) {
    return failure(connection, member, where + "cannot be read", {});
  }
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) {
    secret.pop_back();
  }
  if (secret.empty()) {
    return failure(connection, member, where + "is empty", {});
  }
  return secret;
}

Result<std::string>
from_source(const ConnectionDefinition& connection, std::string_view member, const json::object& source) {
  const std::string name(source.begin()->value().get_string());
  return source.begin()->key() == "env" ? from_environment(connection, member, name)
                                        : from_file(connection, member, name);
}

} // namespace

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  if (this != &other) {
    wipe(text_);
    text_ = std::move(other.text_);
  }
  return *this;
}

SecretText::~SecretText() {
  wipe(text_);
}

Result<SecretText> resolve_credentials(const ConnectionDefinition& connection, Redactor& redactor) {
  json::object credentials = connection.credentials;
  for (auto& member : credentials) {
    json::value& value = member.value();
    if (const json::object* const source = value.if_object()) {
      auto secret = from_source(connection, member.key(), *source);
      if (!secret) {
        return secret.error();
      }
      redactor.remember(*secret);
      value = *secret;
      wipe(*secret);
    } else if (value.is_string() && is_secret_name(member.key())) {
      redactor.remember(value.get_string());
    }
  }
  return SecretText(json::serialize(credentials));
}

std::vector<std::string> plain_secrets(const ConnectionDefinition& connection) {
  std::vector<std::string> members;
  for (const auto& member : connection.credentials) {
    if (member.value().is_string() && is_secret_name(member.key())) {
      members.emplace_back(member.key());
    }
  }
  return members;
}

} // namespace callout::host
