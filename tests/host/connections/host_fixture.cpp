#include "host_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace callout::testing {

HostFixture::HostFixture(std::string_view connections) {
  host::HostOptions options;
  options.plugin_dirs = {CALLOUT_FIXTURES};
  options.config_file = folder_.write("callout.yaml", std::string("connections:\n").append(connections));
  options.log = [this](const host::LogRecord& record) {
    const std::lock_guard lock(mutex_);
    records_.push_back(record);
  };
  host_ = host::Host::open(std::move(options)).value();
}

host::Result<std::string> HostFixture::invoke(std::string_view connection,
                                              std::string_view action,
                                              std::string_view input,
                                              const host::CallLimits& limits) {
  return host_->invoke(
      {.connection = connection, .action = action, .input = input, .request_id = {}, .limits = limits});
}

std::int64_t HostFixture::count(std::string_view connection, std::string_view what) {
  return boost::json::parse(invoke(connection, "count").value()).at(what).as_int64();
}

std::vector<host::LogRecord> HostFixture::records() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

std::string HostFixture::logged() const {
  std::string text;
  for (const host::LogRecord& record : records()) {
    text += record.source + ": " + record.message + " " + boost::json::serialize(record.fields) + "\n";
  }
  return text;
}

} // namespace callout::testing
