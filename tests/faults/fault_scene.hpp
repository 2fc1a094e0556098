#pragma once

/// A host with the built PagerDuty plugin, and the servers that it meets.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/host/host.hpp>

#include "fault_server.hpp"
#include "fixtures/temporary_folder.hpp"

namespace callout::test {

constexpr std::string_view client_secret = "s3cr3t-of-the-client";
constexpr std::string_view access_token = "t0k3n-of-the-session";

enum class Method : std::uint8_t {
  get,
  post,
  keyed_post ///< a POST with an idempotency key
};

/// What a call came to.
struct Outcome {
  std::size_t identity = 0; ///< the call's own
  callout_status status = CALLOUT_OK;
  std::string text = {};            ///< the answer, or the problem
  boost::json::object problem = {}; ///< empty for an answer
};

struct SceneOptions {
  std::string config = {};    ///< more members of the connection's config, as flow YAML: "retry: {...}, "
  std::string base_url = {};  ///< instead of the API server's
  std::string token_url = {}; ///< instead of the token server's
  const sandbox::Identity* impostor = nullptr; ///< what the API server shows by Greeting::impostor
  host::LogSink log = {};                      ///< empty: records are kept
};

/// One call to make.
struct Call {
  Method method = Method::get;
  std::size_t more_bytes = 0; ///< of a POST's body
};

/// A good answer of the API: carries the identity of the call.
std::string good_answer(const std::string& request);
/// A good answer of the token endpoint.
std::string good_token(const std::string& request);

class FaultScene {
public:
  explicit FaultScene(SceneOptions options = {});

  /// getIncident or createIncident. Throws when the answer is that of another call.
  Outcome call(Method method, const host::CallLimits& limits = {}) {
    return call_on(*host_, {method}, limits);
  }

  Outcome call(const Call& call, const host::CallLimits& limits) { return call_on(*host_, call, limits); }

  static Outcome call_on(host::Host& host, const Call& call, const host::CallLimits& limits);

  /// One more host with the same connection and an instance of its own.
  [[nodiscard]] std::unique_ptr<host::Host> open_host() const;

  /// Waits until a log record has this message; false when none has within 20 seconds.
  [[nodiscard]] bool await_log(std::string_view message) const;
  /// Everything that was logged, as one text.
  [[nodiscard]] std::string log_text() const;

  FaultServer tokens;
  FaultServer api;
  FaultServer other; ///< where nothing should ever arrive

private:
  void keep(const host::LogRecord& record);

  testing::TemporaryFolder folder_;
  std::filesystem::path file_;
  mutable std::mutex mutex_; // of records_
  mutable std::condition_variable logged_;
  std::vector<host::LogRecord> records_;
  host::LogSink log_;
  std::unique_ptr<host::Host> host_;
};

/// A record as one text.
std::string text_of(const host::LogRecord& record);

/// A deadline from now.
host::CallLimits within(std::chrono::milliseconds time);

/// The secret that a text holds, or an empty text.
std::string_view leaked_secret(const std::string& text);

} // namespace callout::test
