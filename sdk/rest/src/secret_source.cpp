#include "secret_source.hpp"

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <openssl/bio.h>
#include <sys/stat.h>

namespace callout::rest {
namespace {

constexpr off_t largest_secret = off_t{64} * 1024;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

std::string
from_environment(const ConfigReader& reader, std::string_view member, const std::string& variable) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in a plugin changes the environment
  const char* const value = secure_getenv(variable.c_str());
  if (value == nullptr || *value == '\0') {
    reader.refuse(member,
                  "`" + std::string(member) + "` comes from the environment variable " + variable +
                      ", which is " + (value == nullptr ? "not set" : "empty"),
                  "Set it, or use { file: PATH }.");
  }
  return value;
}

// What is wrong with an opened file; empty when nothing is.
std::string_view fault_of(const struct stat& status) {
  if (!S_ISREG(status.st_mode) || status.st_size > largest_secret || status.st_size == 0) {
    return "is no regular file of 1 byte to 64 KiB";
  }
  // NOLINTNEXTLINE(*-signed-bitwise): the system's macros
  return (status.st_mode & (S_IRWXG | S_IRWXO)) != 0 ? "others can read: chmod go= takes the right away" : "";
}

std::string from_file(const ConfigReader& reader, std::string_view member, const std::string& file) {
  const std::string where = "`" + std::string(member) + "` comes from the file " + file + ", which ";
  // What is checked is what is read. NONBLOCK: opening a pipe must not wait for its other end.
  // NOLINTNEXTLINE(*-vararg): the only way
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor < 0) {
    reader.refuse(member, where + "cannot be read: " + std::generic_category().message(errno));
  }
  const std::unique_ptr<BIO, FreeBio> closed_at_end(BIO_new_fd(descriptor, BIO_CLOSE));

  struct stat status {};

  ::fstat(descriptor, &status);
  if (const std::string_view fault = fault_of(status); !fault.empty()) {
    reader.refuse(member, where + std::string(fault));
  }
  std::string secret(static_cast<std::size_t>(status.st_size), '\0');
  const int count = BIO_read(closed_at_end.get(), secret.data(), static_cast<int>(secret.size()));
  secret.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) {
    secret.pop_back();
  }
  if (secret.empty()) {
    reader.refuse(member, where + "is empty");
  }
  return secret;
}

} // namespace

std::string read_secret(const ConfigReader& reader, std::string_view name) {
  const boost::json::value* const value = reader.find(name);
  if (value == nullptr) {
    return {};
  }
  const boost::json::object* const source = value->if_object();
  const bool is_source = source != nullptr && source->size() == 1 && source->begin()->value().is_string();
  const std::string_view kind = is_source ? std::string_view(source->begin()->key()) : std::string_view();
  if (kind == "env") {
    return from_environment(reader, name, std::string(source->begin()->value().get_string()));
  }
  if (kind == "file") {
    return from_file(reader, name, std::string(source->begin()->value().get_string()));
  }
  reader.refuse(name,
                "`" + std::string(name) + "` is a secret, which a config does not hold",
                "Write { env: NAME } or { file: PATH }.");
}

} // namespace callout::rest
