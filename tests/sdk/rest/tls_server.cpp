#include "tls_server.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace callout::test {
namespace {

SSL_CTX* make_context(const sandbox::Identity& identity, Speaks speaks) {
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  BIO* const certificate_in = BIO_new_mem_buf(identity.certificate_pem.data(), -1);
  BIO* const key_in = BIO_new_mem_buf(identity.private_key_pem.data(), -1);
  X509* const certificate = PEM_read_bio_X509(certificate_in, nullptr, nullptr, nullptr);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_in, nullptr, nullptr, nullptr);
  if (SSL_CTX_use_certificate(context, certificate) != 1 || SSL_CTX_use_PrivateKey(context, key) != 1) {
    throw std::runtime_error("the test server's certificate is unusable");
  }
  EVP_PKEY_free(key);
  X509_free(certificate);
  BIO_free(key_in);
  BIO_free(certificate_in);
  if (speaks == Speaks::tls_1_1) {
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_1_VERSION);
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
  }
  return context;
}

std::size_t body_size(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

} // namespace

std::string ok_answer(const std::string& body, const std::string& header_lines) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + header_lines +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// One accepted connection, with TLS or without.
class TlsServer::Peer {
public:
  Peer(int socket, SSL_CTX* context)
      : socket_(socket), tls_(context != nullptr ? SSL_new(context) : nullptr) {
    if (tls_ != nullptr) {
      SSL_set_fd(tls_, socket);
    }
  }

  ~Peer() { SSL_free(tls_); }

  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  bool shake_hands() { return tls_ == nullptr || SSL_accept(tls_) == 1; }

  // Head and body of the next request, or nothing when the client is gone.
  std::string read_request() {
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos ||
           received_.size() < end + 4 + body_size(received_.substr(0, end))) {
      if (!read_some()) {
        return {};
      }
    }
    const std::size_t size = end + 4 + body_size(received_.substr(0, end));
    std::string request = received_.substr(0, size);
    received_.erase(0, size);
    return request;
  }

  void write(const std::string& bytes) {
    if (bytes.empty()) {
      return;
    }
    if (tls_ != nullptr) {
      SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
    } else {
      send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
  }

  void end(Then then) {
    if (then == Then::close && tls_ != nullptr) {
      SSL_shutdown(tls_);
    }
    if (then == Then::reset) {
      const linger now{1, 0};
      setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    if (then == Then::stall) {
      while (read_some()) {
      }
    }
  }

private:
  bool read_some() {
    std::array<char, 16384> buffer{};
    const ssize_t count = tls_ != nullptr ? SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()))
                                          : recv(socket_, buffer.data(), buffer.size(), 0);
    if (count > 0) {
      received_.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return count > 0;
  }

  int socket_;
  SSL* tls_;
  std::string received_;
};

TlsServer::TlsServer(Script script, TlsServerOptions options)
    : script_(std::move(script)), options_(options) {
  signal(SIGPIPE, SIG_IGN); // OpenSSL writes to sockets that clients have closed
  if (options_.speaks == Speaks::tls || options_.speaks == Speaks::tls_1_1) {
    tls_ = make_context(options_.identity != nullptr ? *options_.identity : loopback_identity(),
                        options_.speaks);
  }
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic =
      reinterpret_cast<sockaddr*>(&address); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast): C API
  if (bind(listener_, generic, size) != 0 || listen(listener_, 128) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("the test server cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

TlsServer::~TlsServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  drop_connections();
  for (std::thread& thread : threads_) { // nobody adds to them any more
    thread.join();
  }
  close(listener_);
  SSL_CTX_free(static_cast<SSL_CTX*>(tls_));
}

std::vector<std::string> TlsServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void TlsServer::drop_connections() {
  const std::lock_guard lock(mutex_);
  for (const int socket : open_) {
    shutdown(socket, SHUT_RDWR);
  }
}

void TlsServer::accept_all() {
  for (;;) {
    const int socket = accept(listener_, nullptr, nullptr);
    if (socket < 0) {
      return;
    }
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    const std::lock_guard lock(mutex_);
    open_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void TlsServer::serve(int socket) {
  {
    Peer peer(socket, static_cast<SSL_CTX*>(tls_));
    if (options_.speaks == Speaks::nothing) {
      peer.end(Then::stall);
    } else if (peer.shake_hands()) {
      serve_requests(peer);
    }
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, socket);
  close(socket);
  ++closed_;
}

void TlsServer::serve_requests(Peer& peer) {
  for (int number = 0;; ++number) {
    const std::string request = peer.read_request();
    if (request.empty()) {
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const Reaction reaction = script_(request, number);
    peer.write(reaction.bytes);
    if (reaction.then != Then::next) {
      peer.end(reaction.then);
      return;
    }
  }
}

} // namespace callout::test
