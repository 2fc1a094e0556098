#pragma once

/// A TLS server on 127.0.0.1 that keeps what it was sent, and a plugin that is pointed at it.

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/sdk/plugin.hpp>
#include <callout/sdk/testing.hpp>

#include "sandbox/message.hpp"
#include "sandbox/server.hpp"

namespace callout::http_plugin::test {

namespace json = boost::json;
using sdk::testing::Answer;
using sdk::testing::InstanceUnderTest;

class RecordingServer {
public:
  /// Every request is answered with `answer`.
  explicit RecordingServer(sandbox::Response answer = {});
  ~RecordingServer();
  RecordingServer(const RecordingServer&) = delete;
  RecordingServer& operator=(const RecordingServer&) = delete;

  void answer_with(sandbox::Response answer);

  /// The newest request.
  [[nodiscard]] sandbox::Request last() const;

  /// How many requests came.
  [[nodiscard]] int count() const;

  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(server_.port()); }

  /// A config whose base URL is url() + `path`.
  [[nodiscard]] json::object config(std::string_view path = {}) const;

private:
  struct Trust {
    sandbox::Identity authority;
    sandbox::Identity server;
  };

  explicit RecordingServer(const Trust& trust, sandbox::Response answer);
  static Trust make_trust();

  mutable std::mutex mutex_;
  sandbox::Response answer_;
  sandbox::Request last_;
  int count_ = 0;
  std::filesystem::path ca_file_;
  sandbox::Server server_;
};

/// A JSON answer.
sandbox::Response json_answer(std::string body, unsigned status = 200);

/// A config object with further members, which replace those of the same name.
json::object with(json::object object, const json::object& members);

} // namespace callout::http_plugin::test
