#include "secrets.hpp"

#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "environment.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr off_t largest_secret = off_t{64} * 1024;
constexpr mode_t readable_by_others = S_IRWXG | S_IRWXO;

/// A descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }

  [[nodiscard]] int number() const { return number_; }

private:
  int number_;
};

/// Up to `size` bytes, or nothing when they cannot be read.
std::optional<std::string> read_bytes(const Descriptor& file, std::size_t size) {
  std::string text(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = ::read(file.number(), text.data() + filled, size - filled);
    if (got < 0) {
      return std::nullopt;
    }
    if (got == 0) {
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  text.resize(filled);
  return text;
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
  const auto value = environment_variable(name);
  if (!value || value->empty()) {
    return failure(connection,
                   member,
                   "comes from the environment variable " + name + ", which is " +
                       (value ? "empty" : "not set"),
                   "Set it, or use { file: PATH }.");
  }
  return *value;
}

Result<std::string>
from_file(const ConnectionDefinition& connection, std::string_view member, const std::string& path) {
  const fs::path file = connection.folder / path;
  const std::string where = "comes from the file " + file.string() + ", which ";
  // What is checked is what is read. NONBLOCK: opening a pipe must not wait for its other end.
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));

  struct stat status {};

  if (opened.number() < 0 || ::fstat(opened.number(), &status) != 0) {
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
  auto secret = read_bytes(opened, static_cast<std::size_t>(status.st_size));
  if (!secret) {
    return failure(connection, member, where + "cannot be read", {});
  }
  while (!secret->empty() && (secret->back() == '\n' || secret->back() == '\r')) {
    secret->pop_back();
  }
  if (secret->empty()) {
    return failure(connection, member, where + "is empty", {});
  }
  return *std::move(secret);
}

Result<std::string>
from_source(const ConnectionDefinition& connection, std::string_view member, const json::object& source) {
  const std::string name(source.begin()->value().get_string());
  return source.begin()->key() == "env" ? from_environment(connection, member, name)
                                        : from_file(connection, member, name);
}

/// Puts the secret where its source stands.
Result<void>
resolve(const ConnectionDefinition& connection, json::key_value_pair& member, Redactor& redactor) {
  json::value& value = member.value();
  if (value.is_string() && is_secret_name(member.key())) {
    redactor.remember(value.get_string());
  }
  if (!value.is_object()) {
    return {};
  }
  auto secret = from_source(connection, member.key(), value.get_object());
  if (!secret) {
    return secret.error();
  }
  redactor.remember(*secret);
  value = *secret;
  cleanse(*secret);
  return {};
}

} // namespace

Result<Secret> resolve_credentials(const ConnectionDefinition& connection, Redactor& redactor) {
  json::object credentials = connection.credentials;
  for (json::key_value_pair& member : credentials) {
    if (const auto resolved = resolve(connection, member, redactor); !resolved) {
      return resolved.error();
    }
  }
  return Secret::take(json::serialize(credentials));
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
