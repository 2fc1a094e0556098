// The PagerDuty plugin's entry as a host meets it: "OPERATION NAME", then bytes. Every call is answered once,
// with JSON, and gives no secret away. All its hosts are one port of loopback that nobody listens at.
#include <algorithm>
#include <memory>
#include <vector>

#include <callout/sdk/plugin.hpp>
#include <callout/sdk/testing.hpp>

#include "answer_properties.hpp"

namespace callout::fuzz {
namespace {

using sdk::testing::Answer;
using sdk::testing::InstanceUnderTest;
using sdk::testing::PluginUnderTest;

constexpr std::string_view config =
    R"({"base_url":"http://127.0.0.1:1","token_url":"http://127.0.0.1:1/token",
"events_url":"http://127.0.0.1:1","from":"sre@example.com","retry":{"max_attempts":1},"service_urls":{
"scim":"http://127.0.0.1:1","slack":"http://127.0.0.1:1","slack_connections":"http://127.0.0.1:1",
"msteams":"http://127.0.0.1:1","jiracloud":"http://127.0.0.1:1","jiraserver":"http://127.0.0.1:1"}})";
constexpr std::string_view token = "token-of-the-session";

/// A loaded plugin, made anew now and then, since its host keeps every log line.
class Subject {
public:
  static Subject& instance() {
    constexpr int most_uses = 200;
    static std::unique_ptr<Subject> current;
    static int uses = 0;
    if (current == nullptr || ++uses % most_uses == 0) {
      current.reset();
      current = std::make_unique<Subject>();
    }
    return *current;
  }

  Answer call(std::string_view operation, std::string_view name, std::string_view input) {
    const sdk::WaitLimit limit{.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(100)};
    if (operation == "describe") {
      return plugin_.describe(name);
    }
    if (operation == "create") {
      return plugin_.try_create(input);
    }
    if (operation == "authenticate") {
      return authenticate(name, input, limit);
    }
    instance_.use_flags(operation == "invoke" ? 0U : static_cast<std::uint32_t>(CALLOUT_REQ_DRY_RUN));
    return instance_.invoke_text(name, input, limit);
  }

  [[nodiscard]] std::vector<sdk::testing::LogLine> log_lines() const { return plugin_.host().log_lines(); }

  Subject() : instance_(plugin_.create(config)) {
    instance_.use_session(R"({"access_token":")" + std::string(token) +
                          R"(","token_type":"bearer","scopes":[]})");
  }

private:
  Answer authenticate(std::string_view kind, std::string_view input, const sdk::WaitLimit& limit) {
    const auto credentials = sdk::parse_json(input, "input");
    return credentials && credentials->is_object()
               ? plugin_.create(config).authenticate(kind, credentials->get_object(), limit)
               : Answer{.status = CALLOUT_OK, .text = "null", .answers = 1};
  }

  PluginUnderTest plugin_{&callout_plugin_entry_v1};
  InstanceUnderTest instance_;
};

void check(const Answer& answer) {
  require(answer.answers == 1 || (answer.answers == 0 && answer.ok())); // create answers by its instance
  if (answer.answers == 0) {
    return;
  }
  require_json(answer.text);
  if (!answer.ok()) {
    require(answer.status < 0 && answer.status != CALLOUT_E_INTERNAL && !answer.member("detail").empty());
  }
}

// Log lines of the calls before are looked at, too.
bool tells_token(const Answer& answer, const std::vector<sdk::testing::LogLine>& log) {
  return answer.text.find(token) != std::string::npos ||
         std::any_of(log.begin(), log.end(), [](const sdk::testing::LogLine& line) {
           return (line.message + line.fields).find(token) != std::string::npos;
         });
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fuzz = callout::fuzz;
  std::string_view text = fuzz::text_of(data, size);
  if (text.find(fuzz::token) != std::string_view::npos) {
    return 0; // which a fuzzer reads out of the program
  }
  std::string_view line = fuzz::take_line(text);
  const std::string_view operation = fuzz::take_word(line);
  auto& subject = fuzz::Subject::instance();
  const auto answer = subject.call(operation, line, text);
  fuzz::check(answer);
  const auto input = callout::sdk::parse_json(text, "input");
  if (operation != "authenticate" && input && line.find(fuzz::secret) == std::string_view::npos) {
    fuzz::require_kept(*input, answer.text);
  }
  fuzz::require(!fuzz::tells_token(answer, subject.log_lines()));
  return 0;
}
