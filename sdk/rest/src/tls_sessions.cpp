#include "tls_sessions.hpp"

#include <utility>

namespace callout::rest {

void TlsSessions::keep(const Origin& origin, const SSL_SESSION* session) {
  const int size = i2d_SSL_SESSION(session, nullptr);
  if (size <= 0) {
    return;
  }
  Bytes bytes(static_cast<std::size_t>(size));
  unsigned char* end = bytes.data();
  i2d_SSL_SESSION(session, &end);
  const std::lock_guard lock(mutex_);
  sessions_[origin] = std::move(bytes);
}

TlsSession TlsSessions::take(const Origin& origin) {
  Bytes bytes;
  {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(origin);
    if (found == sessions_.end()) {
      return nullptr;
    }
    bytes = std::move(found->second);
    sessions_.erase(found);
  }
  const unsigned char* begin = bytes.data();
  return TlsSession(d2i_SSL_SESSION(nullptr, &begin, static_cast<long>(bytes.size())));
}

} // namespace callout::rest
