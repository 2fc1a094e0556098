#include "tls_server.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loopback_listener.hpp"

namespace callout::test {
namespace {

// Takes http/1.1 when it is offered, and notes on the connection what was offered.
int note_protocols(SSL* tls,
                   const unsigned char** chosen,
                   unsigned char* chosen_size,
                   const unsigned char* offered,
                   unsigned int offered_size,
                   void* /*unused*/) {
  auto& handshake = *static_cast<Handshake*>(SSL_get_app_data(tls));
  handshake.protocols.assign(offered, offered + offered_size);
  constexpr std::string_view ours = "\x08http/1.1";
  const std::size_t at = handshake.protocols.find(ours);
  if (at == std::string::npos) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = offered + at + 1;
  *chosen_size = ours.size() - 1;
  return SSL_TLSEXT_ERR_OK;
}

SSL_CTX* make_context(const sandbox::Identity& identity, Speaks speaks, const std::string& client_ca_file) {
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  BIO* const certificate_in = BIO_new_mem_buf(identity.certificate_pem.data(), -1);
  BIO* const key_in = BIO_new_mem_buf(identity.private_key_pem.data(), -1);
  X509* const certificate = PEM_read_bio_X509(certificate_in, nullptr, nullptr, nullptr);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_in, nullptr, nullptr, nullptr);
  if (SSL_CTX_use_certificate(context, certificate) != 1 || SSL_CTX_use_PrivateKey(context, key) != 1) {
    throw std::runtime_error("the test server's certificate is unusable");
  }
  SSL_CTX_set_alpn_select_cb(context, &note_protocols, nullptr);
  EVP_PKEY_free(key);
  X509_free(certificate);
  BIO_free(key_in);
  BIO_free(certificate_in);
  if (!client_ca_file.empty()) {
    SSL_CTX_load_verify_file(context, client_ca_file.c_str());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_purpose(context, X509_PURPOSE_ANY); // the test authority issues for servers only
    constexpr unsigned char name = 1;
    SSL_CTX_set_session_id_context(context, &name, sizeof name);
  }
  if (speaks == Speaks::tls_1_2) {
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  }
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
      SSL_set_app_data(tls_, &handshake_);
    }
  }

  ~Peer() { SSL_free(tls_); }

  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  bool shake_hands() {
    if (tls_ == nullptr) {
      return true;
    }
    const bool done = SSL_accept(tls_) == 1;
    handshake_.resumed = SSL_session_reused(tls_) == 1;
    return done;
  }

  [[nodiscard]] const Handshake& handshake() const { return handshake_; }

  // Head and, if wanted, body of the next request, or nothing when the client is gone.
  std::string read_request(bool with_body) {
    std::size_t end = 0;
    const auto size_of_body = [&] {
      return with_body ? body_size(received_.substr(0, end)) : 0;
    };
    while ((end = received_.find("\r\n\r\n")) == std::string::npos ||
           received_.size() < end + 4 + size_of_body()) {
      if (!read_some()) {
        return {};
      }
    }
    const std::size_t size = end + 4 + size_of_body();
    std::string request = received_.substr(0, size);
    received_.erase(0, size);
    return request;
  }

  void write(std::string_view bytes) {
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
  Handshake handshake_;
  std::string received_;
};

TlsServer::TlsServer(Script script, TlsServerOptions options)
    : script_(std::move(script)), options_(std::move(options)) {
  signal(SIGPIPE, SIG_IGN); // OpenSSL writes to sockets that clients have closed
  if (options_.speaks != Speaks::plain && options_.speaks != Speaks::nothing) {
    tls_ = make_context(options_.identity != nullptr ? *options_.identity : loopback_identity(),
                        options_.speaks,
                        options_.client_ca_file);
  }
  port_ = options_.port;
  listener_ = listen_on_loopback(port_);
  acceptor_ = std::thread([this] { accept_all(); });
}

TlsServer::~TlsServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ending_begins_.notify_all();
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

std::vector<Handshake> TlsServer::handshakes() const {
  const std::lock_guard lock(mutex_);
  return handshakes_;
}

void TlsServer::pause(std::chrono::milliseconds duration) {
  std::unique_lock lock(mutex_);
  ending_begins_.wait_for(lock, duration, [this] { return ending_; });
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
      {
        const std::lock_guard lock(mutex_);
        handshakes_.push_back(peer.handshake());
      }
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
    const std::string request = peer.read_request(options_.reads_bodies);
    if (request.empty()) {
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const Reaction reaction = script_(request, number);
    const std::string_view bytes = reaction.bytes;
    const std::size_t size = reaction.between.count() > 0 ? 1 : bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      if (size == 1) {
        pause(reaction.between);
      }
      peer.write(bytes.substr(at, size));
    }
    if (reaction.then == Then::halt) {
      pause(std::chrono::minutes(1));
    }
    if (reaction.then != Then::next) {
      peer.end(reaction.then);
      return;
    }
  }
}

} // namespace callout::test
