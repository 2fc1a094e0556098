#include "peer.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <thread>

#include <openssl/pem.h>
#include <poll.h>
#include <sys/socket.h>

namespace callout::test {
namespace {

std::size_t body_size(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

} // namespace

ServerContext make_server_context(const sandbox::Identity& identity) {
  ServerContext context(SSL_CTX_new(TLS_server_method()));
  BIO* const certificate_in = BIO_new_mem_buf(identity.certificate_pem.data(), -1);
  BIO* const key_in = BIO_new_mem_buf(identity.private_key_pem.data(), -1);
  X509* const certificate = PEM_read_bio_X509(certificate_in, nullptr, nullptr, nullptr);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_in, nullptr, nullptr, nullptr);
  if (SSL_CTX_use_certificate(context.get(), certificate) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key) != 1) {
    throw std::runtime_error("the fault server's certificate is unusable");
  }
  EVP_PKEY_free(key);
  X509_free(certificate);
  BIO_free(key_in);
  BIO_free(certificate_in);
  return context;
}

ServerContext make_tls_1_0_context(const sandbox::Identity& identity) {
  ServerContext context = make_server_context(identity);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  return context;
}

Peer::Peer(int socket, SSL_CTX* context)
    : socket_(socket), tls_(context != nullptr ? SSL_new(context) : nullptr) {
  if (tls_ != nullptr) {
    SSL_set_fd(tls_, socket);
  }
}

Peer::~Peer() {
  SSL_free(tls_);
}

bool Peer::shake_hands() {
  return tls_ == nullptr || SSL_accept(tls_) == 1;
}

bool Peer::await_request() {
  return !received_.empty() || read_some();
}

std::string Peer::read_head() {
  constexpr std::string_view end_of_head = "\r\n\r\n";
  std::size_t end = 0;
  while ((end = received_.find(end_of_head)) == std::string::npos) {
    if (!read_some()) {
      return {};
    }
  }
  std::string head = received_.substr(0, end + end_of_head.size());
  received_.erase(0, head.size());
  return head;
}

bool Peer::read_body(const std::string& head, std::string& body) {
  const std::size_t size = body_size(head);
  while (received_.size() < size) {
    if (!read_some()) {
      return false;
    }
  }
  body = received_.substr(0, size);
  received_.erase(0, size);
  return true;
}

bool Peer::write(const std::string& bytes) {
  if (bytes.empty()) {
    return true;
  }
  if (tls_ != nullptr) {
    return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  return send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
}

bool Peer::drip(const std::string& bytes, std::chrono::milliseconds pause) {
  return std::all_of(bytes.begin(), bytes.end(), [&](char byte) {
    const bool written = write({byte});
    std::this_thread::sleep_for(pause);
    return written;
  });
}

void Peer::flood(const std::string& bytes) {
  while (write(bytes)) {
  }
}

void Peer::end(Then then) {
  if (then == Then::close && tls_ != nullptr) {
    SSL_shutdown(tls_);
  }
  if (then == Then::reset) {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  if (then == Then::stall) { // reads nothing, so that a client's writes stall, too
    pollfd gone{.fd = socket_, .events = POLLRDHUP, .revents = 0};
    poll(&gone, 1, -1);
  }
}

bool Peer::read_some() {
  std::array<char, 16384> buffer; // NOLINT(*-member-init): written before it is read
  const ssize_t count = tls_ != nullptr ? SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()))
                                        : recv(socket_, buffer.data(), buffer.size(), 0);
  if (count > 0) {
    received_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return count > 0;
}

} // namespace callout::test
