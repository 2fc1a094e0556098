#include "sandbox_client.hpp"

#include <fstream>
#include <sstream>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <doctest/doctest.h>

namespace callout::sandbox_test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

std::string Answer::header(std::string_view name) const {
  for (const Header& field : headers) {
    if (boost::algorithm::iequals(field.name, name)) {
      return field.value;
    }
  }
  return "";
}

json::value Answer::json() const {
  error_code error;
  json::value value = json::parse(body, error);
  REQUIRE_MESSAGE(!error, "no JSON (status ", status, " ", broken, "): ", body);
  return value;
}

std::string Answer::at(const std::string& pointer) const {
  error_code error;
  const json::value whole = json();
  const json::value* found = whole.find_pointer(pointer, error);
  if (found == nullptr) {
    return "";
  }
  return found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
}

class Client::Impl {
public:
  using Stream = beast::ssl_stream<beast::tcp_stream>;

  Impl(std::uint16_t port, const std::string& ca_pem, std::string host)
      : port_(port), host_(std::move(host)) {
    tls_.add_certificate_authority(asio::buffer(ca_pem));
    tls_.set_verify_mode(asio::ssl::verify_peer);
  }

  Answer send(const http::request<http::string_body>& request) {
    Answer answer;
    try {
      connect();
      http::write(*stream_, request);
      http::response_parser<http::string_body> parser;
      parser.body_limit(std::uint64_t{64} * 1024 * 1024);
      parser.skip(request.method() == http::verb::head);
      http::read(*stream_, buffer_, parser);
      for (const auto& field : parser.get()) {
        answer.headers.push_back({std::string(field.name_string()), std::string(field.value())});
      }
      answer.status = parser.get().result_int();
      answer.body = parser.get().body();
      if (!parser.get().keep_alive()) {
        stream_.reset();
      }
    } catch (const boost::system::system_error& error) {
      answer.broken = error.code().message();
      stream_.reset();
    }
    return answer;
  }

  std::string send_raw(const std::string& text) {
    connect();
    asio::write(*stream_, asio::buffer(text));
    std::string received;
    error_code ignored;
    asio::read(*stream_, asio::dynamic_buffer(received), ignored);
    stream_.reset();
    return received;
  }

  int opened = 0;

private:
  void connect() {
    if (stream_) {
      return;
    }
    buffer_.clear();
    auto stream = std::make_unique<Stream>(context_, tls_);
    stream->set_verify_callback(asio::ssl::host_name_verification(host_));
    beast::get_lowest_layer(*stream).connect({asio::ip::address_v4::loopback(), port_});
    ++opened;
    stream->handshake(asio::ssl::stream_base::client);
    stream_ = std::move(stream);
  }

  std::uint16_t port_;
  std::string host_;
  asio::io_context context_;
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  std::unique_ptr<Stream> stream_;
  beast::flat_buffer buffer_;
};

Client::Client(std::uint16_t port, const std::string& ca_pem, std::string host)
    : impl_(std::make_unique<Impl>(port, ca_pem, std::move(host))) {}

Client::~Client() = default;

Answer Client::send(const std::string& method,
                    const std::string& target,
                    const std::vector<Header>& headers,
                    const std::string& body) {
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, "127.0.0.1");
  for (const Header& field : headers) {
    request.set(field.name, field.value);
  }
  request.body() = body;
  request.prepare_payload();
  return impl_->send(request);
}

std::string Client::send_raw(const std::string& text) {
  return impl_->send_raw(text);
}

int Client::connections() const {
  return impl_->opened;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string form(const std::vector<Header>& fields) {
  std::string text;
  for (const Header& field : fields) {
    text += (text.empty() ? "" : "&") + field.name + "=" +
            boost::urls::encode(field.value, boost::urls::unreserved_chars);
  }
  return text;
}

Options Fixture::with_clock(Options options, std::shared_ptr<TimePoint> now) {
  options.clock = [now = std::move(now)] {
    return *now;
  };
  return options;
}

Fixture::Fixture(Options options)
    : now(std::make_shared<TimePoint>(*sandbox::parse_timestamp("2026-03-10T12:00:00Z"))),
      running(with_clock(std::move(options), now)),
      client(running.port(), read_file(std::string(running.ready().at("ca_file").as_string()))),
      token(token_for(all_scopes)) {}

Answer Fixture::call(const std::string& method, const std::string& target, const std::string& body) {
  std::vector<Header> headers{{"Authorization", "Bearer " + token},
                              {"Accept", "application/vnd.pagerduty+json;version=2"},
                              {"From", "automation@example.com"}};
  if (!body.empty()) {
    headers.push_back({"Content-Type", "application/json"});
  }
  return client.send(method, target, headers, body);
}

Answer Fixture::ask_token(const std::string& scope) {
  return client.send("POST",
                     "/oauth/token",
                     {{"Content-Type", "application/x-www-form-urlencoded"}},
                     form({{"grant_type", "client_credentials"},
                           {"client_id", "sandbox-client-id"},
                           {"client_secret", "sandbox-client-secret"},
                           {"scope", scope}}));
}

std::string Fixture::token_for(const std::string& scope) {
  return ask_token(scope).at("/access_token");
}

void Fixture::fault(const std::string& document) {
  const Answer answer = client.send("POST", "/sandbox/faults", {}, document);
  REQUIRE_MESSAGE(answer.status == 201, answer.body);
}

std::string Fixture::ids(const std::string& target, const std::string& name) {
  const Answer answer = get(target);
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  const json::value whole = answer.json();
  std::string joined;
  for (const json::value& item : whole.at(name).as_array()) {
    joined += (joined.empty() ? "" : " ") + std::string(item.at("id").as_string());
  }
  return joined;
}

std::int64_t Fixture::effect(const std::string& name) {
  const json::value state = client.send("GET", "/sandbox/state").json();
  const json::value* count = state.at("effects").as_object().if_contains(name);
  return count != nullptr ? count->as_int64() : 0;
}

} // namespace callout::sandbox_test
