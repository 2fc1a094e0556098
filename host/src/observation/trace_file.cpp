#include "observation/trace_file.hpp"

#include <array>
#include <cstdio>
#include <ctime>

#include <boost/json/serialize.hpp>

namespace callout::host {
namespace {

constexpr std::string_view head = R"({"callout_trace":1})";

} // namespace

std::string timestamp(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto since = std::chrono::duration_cast<milliseconds>(time.time_since_epoch());
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(since).count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> date{};
  const std::size_t size = std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::array<char, 8> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>((since % 1000).count()));
  return std::string(date.data(), size) + fraction.data();
}

Result<TraceFile> TraceFile::open(const std::filesystem::path& file) {
  auto lines = LineFile::open(file, head, "trace");
  return lines ? Result<TraceFile>(TraceFile(file, std::move(*lines))) : lines.error();
}

int TraceFile::write(const LogRecord& record) const {
  if (record.level != LogLevel::trace ||
      (record.message != "HTTP exchange" && record.message != "HTTP exchange failed")) {
    return 0;
  }
  boost::json::object line{{"time", timestamp(std::chrono::system_clock::now())}, {"plugin", record.source}};
  for (const auto& [name, value] : record.fields) {
    line.emplace(name, value);
  }
  return file_.append(boost::json::serialize(line) + "\n");
}

} // namespace callout::host
