#pragma once

/// A host over the fixture plugins, with a connection file of the test's own and everything it logs.

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>
#include <callout/host/host.hpp>

#include "fixtures/temporary_folder.hpp"

namespace callout::testing {

class HostFixture {
public:
  /// `connections` is what stands below "connections:", indented by two.
  explicit HostFixture(std::string_view connections);

  host::Host& host() { return *host_; }

  host::Result<std::string> invoke(std::string_view connection,
                                   std::string_view action,
                                   std::string_view input = "{}",
                                   const host::CallLimits& limits = {});
  /// A counter of the connection's plugin; counters go on for the life of the process.
  std::int64_t count(std::string_view connection, std::string_view what);

  [[nodiscard]] std::vector<host::LogRecord> records() const;
  /// All records as one text.
  [[nodiscard]] std::string logged() const;

  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

private:
  TemporaryFolder folder_;
  mutable std::mutex mutex_;
  std::vector<host::LogRecord> records_;
  std::unique_ptr<host::Host> host_;
};

} // namespace callout::testing
