#include "log_output.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <boost/json/serialize.hpp>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>

namespace callout::host::cli {
namespace {

bool reads_as_one_word(const boost::json::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c != '"' && c != '=' && c != '\x7f';
  });
}

spdlog::level::level_enum level_of(LogLevel level) {
  constexpr std::array levels{spdlog::level::trace,
                              spdlog::level::debug,
                              spdlog::level::info,
                              spdlog::level::warn,
                              spdlog::level::err};
  return levels.at(std::clamp<std::size_t>(static_cast<std::size_t>(level), 0, levels.size() - 1));
}

std::shared_ptr<spdlog::logger> make_logger(LogFormat format, Console::Colour colour) {
  auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(
      colour == Console::Colour::automatic ? spdlog::color_mode::automatic : spdlog::color_mode::never);
  auto logger = std::make_shared<spdlog::logger>("callout", std::move(sink));
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::trace);
  const std::string pattern =
      format == LogFormat::json ? R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "%^%l%$ %v";
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  return logger;
}

} // namespace

std::string log_line(const LogRecord& record) {
  std::string line = record.source + " " + record.message;
  for (const auto& [name, value] : record.fields) {
    line += " " + std::string(name) + "=";
    const auto* const text = value.if_string();
    line += text != nullptr && reads_as_one_word(*text) ? std::string(*text) : boost::json::serialize(value);
  }
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

std::string log_members(const LogRecord& record) {
  constexpr std::array<boost::json::string_view, 4> own{"ts", "level", "source", "message"};
  boost::json::object members{{"source", record.source}, {"message", record.message}};
  for (const auto& [name, value] : record.fields) {
    const bool taken = std::find(own.begin(), own.end(), boost::json::string_view(name)) != own.end();
    members[std::string(name) + (taken ? "_" : "")] = value;
  }
  const std::string text = boost::json::serialize(members);
  return text.substr(1, text.size() - 2);
}

LogSink make_log_sink(LogLevel lowest, LogFormat format, Console::Colour colour) {
  struct State {
    std::once_flag once;
    std::shared_ptr<spdlog::logger> logger;
  };

  return [lowest, format, colour, state = std::make_shared<State>()](const LogRecord& record) {
    if (record.level < lowest) {
      return;
    }
    std::call_once(state->once, [&] { state->logger = make_logger(format, colour); });
    // As an argument, so that braces in it are no format.
    state->logger->log(
        level_of(record.level), "{}", format == LogFormat::json ? log_members(record) : log_line(record));
  };
}

} // namespace callout::host::cli
