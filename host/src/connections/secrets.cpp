#include "secrets.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

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

Result<Secret> from_environment(const ConnectionDefinition& connection,
                                std::string_view member,
                                const std::string& name,
                                const EnvironmentSecrets& taken) {
  if (const auto known = taken.find(name); known != taken.end()) {
    return Secret(known->second.view());
  }
  auto value = environment_variable(name);
  if (!value || value->empty()) {
    return failure(connection,
                   member,
                   "comes from the environment variable " + name + ", which is " +
                       (value ? "empty" : "not set"),
                   "Set it, or use { file: PATH }.");
  }
  return Secret::take(*std::move(value));
}

Result<Secret>
from_file(const ConnectionDefinition& connection, std::string_view member, const std::string& path) {
  const fs::path file = connection.folder / path;
  const std::string where = "comes from the file " + file.string() + ", which ";
  const std::string quoted = "'" + file.string() + "'";
  // What is checked is what is read. NONBLOCK: opening a pipe must not wait for its other end.
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));

  struct stat status {};

  if (opened.number() < 0 || ::fstat(opened.number(), &status) != 0) {
    const bool is_missing = errno == ENOENT;
    return failure(connection,
                   member,
                   where + "cannot be read: " + std::generic_category().message(errno),
                   is_missing ? "Write the secret into it: (umask 077; cat > " + quoted + ")"
                              : "Let the user who runs this read it: ls -l " + quoted);
  }
  if (!S_ISREG(status.st_mode) || status.st_size > largest_secret) {
    return failure(connection,
                   member,
                   where + "is no regular file of at most 64 KiB",
                   "Name the file that holds the secret and nothing else.");
  }
  if ((status.st_mode & readable_by_others) != 0) {
    return failure(connection, member, where + "others can read", "Take the right away: chmod go= " + quoted);
  }
  auto text = read_bytes(opened, static_cast<std::size_t>(status.st_size));
  if (!text) {
    return failure(connection, member, where + "cannot be read", "Is its disk well?");
  }
  const Secret all = Secret::take(*std::move(text));
  const std::string_view secret = all.view().substr(0, all.view().find_last_not_of("\r\n") + 1);
  if (secret.empty()) {
    return failure(connection, member, where + "is empty", "Write the secret into it.");
  }
  return Secret(secret);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a config be
void add_variables(const json::value& config, std::set<std::string>& names) {
  if (const auto* const items = config.if_array()) {
    std::for_each(items->begin(), items->end(), [&](const auto& item) { add_variables(item, names); });
  }
  const auto* const members = config.if_object();
  if (members == nullptr) {
    return;
  }
  for (const auto& member : *members) {
    if (member.key() == "env" && member.value().is_string()) {
      names.emplace(member.value().get_string());
    }
    add_variables(member.value(), names);
  }
}

/// Puts the secret where its source stands.
Result<void> resolve(const ConnectionDefinition& connection,
                     json::key_value_pair& member,
                     Redactor& redactor,
                     const EnvironmentSecrets& taken) {
  json::value& value = member.value();
  if (value.is_string() && is_secret_name(member.key())) {
    redactor.remember(value.get_string());
  }
  if (!value.is_object()) {
    return {};
  }
  const auto& source = *value.get_object().begin();
  const std::string name(source.value().get_string());
  const auto secret = source.key() == "env" ? from_environment(connection, member.key(), name, taken)
                                            : from_file(connection, member.key(), name);
  if (!secret) {
    return secret.error();
  }
  redactor.remember(secret->view());
  value = json::string_view(secret->view().data(), secret->view().size());
  return {};
}

} // namespace

std::set<std::string> variables_of_config(const ConnectionDefinition& connection) {
  std::set<std::string> names;
  add_variables(connection.config, names);
  return names;
}

void take_from_environment(const ConnectionDefinition& connection,
                           const std::set<std::string>& left,
                           EnvironmentSecrets& taken,
                           Redactor& redactor) {
  for (const auto& member : connection.credentials) {
    const auto* const source = member.value().if_object();
    if (source == nullptr || source->begin()->key() != "env") {
      continue;
    }
    std::string name(source->begin()->value().get_string());
    if (left.contains(name)) {
      continue;
    }
    auto secret = take_environment_variable(name);
    if (secret && !secret->view().empty()) {
      redactor.remember(secret->view());
      taken.insert_or_assign(std::move(name), *std::move(secret));
    }
  }
}

Result<Secret> resolve_credentials(const ConnectionDefinition& connection,
                                   Redactor& redactor,
                                   const EnvironmentSecrets& taken) {
  json::value credentials(connection.credentials, secret_storage());
  for (json::key_value_pair& member : credentials.get_object()) {
    if (const auto resolved = resolve(connection, member, redactor, taken); !resolved) {
      return resolved.error();
    }
  }
  redactor.remember_credentials(credentials.get_object());
  return Secret::of_json(credentials);
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
