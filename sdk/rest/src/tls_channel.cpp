#include "tls_channel.hpp"

#include <algorithm>
#include <new>
#include <string>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "certificate_pins.hpp"

namespace callout::rest {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// A host that could not be set would not be checked.
void or_no_memory(int result) {
  if (result != 1) {
    throw std::bad_alloc();
  }
}

// What the other side's certificate has to be good for.
void expect_peer(SSL* tls, const std::string& host) {
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (!not_an_address) {
    or_no_memory(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()));
    return;
  }
  SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  or_no_memory(SSL_set1_host(tls, host.c_str()));
  // What the macro SSL_set_tlsext_host_name does, without its C cast.
  std::string name = host;
  SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
}

// Alerts that a server sends over a client's certificate (RFC 8446, 6.2).
bool is_about_our_certificate(unsigned long code) {
  switch (ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0) {
  case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
  case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
  case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
  case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
  case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
  case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
  case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
  case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    return true;
  default:
    return false;
  }
}

} // namespace

const BIO_METHOD* TlsChannel::link_method() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "callout socket");
    BIO_meth_set_read_ex(made, [](BIO* bio, char* bytes, std::size_t size, std::size_t* count) {
      auto& link = *static_cast<Link*>(BIO_get_data(bio));
      *count = link.socket.receive(std::as_writable_bytes(std::span(bytes, size)), link.error);
      return link.error ? 0 : 1;
    });
    BIO_meth_set_write_ex(made, [](BIO* bio, const char* bytes, std::size_t size, std::size_t* count) {
      auto& link = *static_cast<Link*>(BIO_get_data(bio));
      *count = link.socket.send(std::as_bytes(std::span(bytes, size)), link.error);
      return link.error ? 0 : 1;
    });
    BIO_meth_set_ctrl(made, [](BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) -> long {
      return command == BIO_CTRL_FLUSH ? 1 : 0;
    });
    return made;
  }();
  return method;
}

TlsChannel::TlsChannel(SSL_CTX* context,
                       Socket& socket,
                       const Origin& origin,
                       TlsSessions& sessions,
                       const ClientOptions& options)
    : link_{socket}, origin_(origin), sessions_(sessions), options_(options), tls_(SSL_new(context)) {
  BIO* const bio = tls_ ? BIO_new(link_method()) : nullptr;
  if (bio == nullptr) {
    throw std::bad_alloc();
  }
  BIO_set_data(bio, &link_);
  BIO_set_init(bio, 1);
  SSL_set_bio(tls_.get(), bio, bio);
  SSL_set_app_data(tls_.get(), this);
}

void TlsChannel::prepare(SSL_CTX* context) {
  SSL_CTX_sess_set_new_cb(context, &TlsChannel::keep_session);
  SSL_CTX_set_cert_verify_callback(context, &TlsChannel::verify, nullptr);
}

// Within the handshake, so that one with a key that is not pinned leaves no session to resume: a resumed
// handshake shows no certificate.
int TlsChannel::verify(X509_STORE_CTX* store, void* /*unused*/) {
  const auto* const tls =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& channel = *static_cast<TlsChannel*>(SSL_get_app_data(tls));
  if (!channel.options_.insecure_skip_verify && X509_verify_cert(store) != 1) {
    return 0;
  }
  try {
    const bool pinned = channel.has_pinned_key(store);
    X509_STORE_CTX_set_error(store, pinned ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
    return pinned ? 1 : 0;
  } catch (const std::bad_alloc&) { // no exception may pass OpenSSL
    X509_STORE_CTX_set_error(store, X509_V_ERR_OUT_OF_MEM);
    return 0;
  }
}

// Unverified, a chain proves nothing beyond the key that the server itself holds.
bool TlsChannel::has_pinned_key(X509_STORE_CTX* store) {
  const auto& pins = options_.pin_sha256;
  if (pins.empty()) {
    return true;
  }
  const STACK_OF(X509)* const chain =
      options_.insecure_skip_verify ? nullptr : X509_STORE_CTX_get0_chain(store);
  const std::string own = pin_of(X509_STORE_CTX_get0_cert(store));
  bool found = std::find(pins.begin(), pins.end(), own) != pins.end();
  for (int i = 0; !found && i < sk_X509_num(chain); ++i) {
    found = std::find(pins.begin(), pins.end(), pin_of(sk_X509_value(chain, i))) != pins.end();
  }
  if (!found) {
    strange_pin_ = own;
  }
  return found;
}

// OpenSSL resumes no session of a connection that it believes to have been cut off. The other side learns of
// the end by that of the TCP connection.
TlsChannel::~TlsChannel() {
  SSL_set_shutdown(tls_.get(), SSL_SENT_SHUTDOWN);
}

int TlsChannel::keep_session(SSL* tls, SSL_SESSION* session) {
  const auto* const channel = static_cast<TlsChannel*>(SSL_get_app_data(tls));
  try {
    channel->sessions_.keep(channel->origin_, session);
  } catch (const std::bad_alloc&) { // the next handshake is a whole one; no exception may pass OpenSSL
  }
  return 0; // the object stays OpenSSL's
}

error_code TlsChannel::error_of(int result) {
  if (link_.error) {
    return link_.error == asio::error::eof ? error_code(asio::ssl::error::stream_truncated) : link_.error;
  }
  if (SSL_get_error(tls_.get(), result) == SSL_ERROR_ZERO_RETURN) {
    return asio::error::eof;
  }
  const unsigned long code = ERR_get_error();
  if (code == 0) { // OpenSSL gives no reason, and there must be one
    return asio::ssl::error::stream_truncated;
  }
  identity_refused_ = !received_ && is_about_our_certificate(code);
  return {static_cast<int>(code), asio::error::get_ssl_category()};
}

std::optional<TransportFailure> TlsChannel::shake_hands() {
  expect_peer(tls_.get(), origin_.host);
  if (const TlsSession session = sessions_.take(origin_)) {
    SSL_set_session(tls_.get(), session.get());
  }
  ERR_clear_error();
  const int result = SSL_connect(tls_.get());
  if (result == 1) {
    return std::nullopt;
  }
  TransportFailure failure{.phase = Phase::handshaking, .reason = error_of(result).message()};
  if (!strange_pin_.empty()) {
    failure.kind = FailureKind::strange_key;
    failure.reason = strange_pin_;
  } else if (identity_refused_) {
    failure.kind = FailureKind::identity;
  } else if (const long verdict = SSL_get_verify_result(tls_.get()); verdict != X509_V_OK) {
    failure.kind = FailureKind::certificate;
    failure.reason = X509_verify_cert_error_string(verdict);
  }
  return failure;
}

std::size_t TlsChannel::receive(std::span<std::byte> bytes, error_code& error) {
  ERR_clear_error();
  link_.error.clear();
  std::size_t count = 0;
  const int result = SSL_read_ex(tls_.get(), bytes.data(), bytes.size(), &count);
  error = result == 1 ? error_code() : error_of(result);
  received_ = received_ || count > 0;
  return count;
}

std::size_t TlsChannel::send(std::span<const std::byte> bytes, error_code& error) {
  ERR_clear_error();
  link_.error.clear();
  std::size_t count = 0;
  const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &count);
  error = result == 1 ? error_code() : error_of(result);
  if (!received_ && (error == asio::error::connection_reset || error == asio::error::broken_pipe)) {
    read_why();
  }
  return count;
}

// The alert that the other side sent before it closed may lie there still. An answer stays unread.
void TlsChannel::read_why() {
  std::byte unread{};
  std::size_t count = 0;
  ERR_clear_error();
  link_.error.clear();
  if (const int result = SSL_peek_ex(tls_.get(), &unread, 1, &count); result != 1) {
    error_of(result); // keeps what it says of our certificate
  }
}

} // namespace callout::rest
