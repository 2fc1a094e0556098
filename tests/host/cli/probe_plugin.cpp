/// A connector that tells what the process around it shows of itself.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <callout/sdk/plugin.hpp>
#include <sys/prctl.h>

using namespace callout::sdk;

namespace {

std::string output_of(const char* command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> child(::popen(command, "r"), &::pclose);
  std::string output;
  std::array<char, 4096> piece{};
  while (std::fgets(piece.data(), static_cast<int>(piece.size()), child.get()) != nullptr) {
    output += piece.data();
  }
  return output;
}

ActionInfo info_of(std::string name) {
  ActionInfo info;
  info.name = std::move(name);
  info.title = "Look into the process";
  return info;
}

} // namespace

struct Probe {
  explicit Probe(const boost::json::object&) {}

  Reply enter(const Request& request) const {
    Session session;
    session.session = request.input().at("token");
    if (const auto* const life = request.input().if_contains("seconds")) {
      session.expires_in = std::chrono::seconds(life->to_number<std::int64_t>());
    }
    return session;
  }

  /// What a child process inherits, and what the system tells of this one.
  Reply environment(const Request&) const {
    std::ifstream own("/proc/self/environ", std::ios::binary);
    std::string initial(std::istreambuf_iterator<char>(own), {});
    const char* const token =
        std::getenv("PROBE_TOKEN"); // NOLINT(concurrency-mt-unsafe): nobody writes it now
    return boost::json::value{{"child", output_of("env")},
                              {"initial", initial},
                              {"variable", token != nullptr ? token : "not set"}};
  }

  Reply dumpable(const Request&) const { return boost::json::value(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)); }

  Reply crash(const Request&) const { std::abort(); }
};

CALLOUT_EXPORT_PLUGIN(Definition<Probe>("com.example.probe", "1.0.0")
                          .title("Probe")
                          .description("Looks into the process.")
                          .authentication({"token", "A token", R"({"type": "object"})", {"/token"}},
                                          &Probe::enter)
                          .action(info_of("environment"), &Probe::environment)
                          .action(info_of("dumpable"), &Probe::dumpable)
                          .action(info_of("crash"), &Probe::crash))
