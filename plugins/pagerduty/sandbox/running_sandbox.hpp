#pragma once

#include <memory>
#include <string>

#include <boost/json/object.hpp>

#include "sandbox/options.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/server.hpp"

namespace callout::sandbox {

/// A sandbox that listens on 127.0.0.1 from construction to destruction; tests run it in their own process.
class RunningSandbox {
public:
  /// Makes a certificate authority, writes its certificate to ca.pem, and serves in the background.
  /// Throws std::exception when the port is taken or the state directory cannot be written.
  explicit RunningSandbox(Options options);
  ~RunningSandbox();
  RunningSandbox(const RunningSandbox&) = delete;
  RunningSandbox& operator=(const RunningSandbox&) = delete;

  /// The line that the program prints: see ready_line().
  [[nodiscard]] const boost::json::object& ready() const { return ready_; }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

private:
  std::string directory_;
  bool own_directory_ = false;
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<Server> server_;
  boost::json::object ready_;
};

} // namespace callout::sandbox
