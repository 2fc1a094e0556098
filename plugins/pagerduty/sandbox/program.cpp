#include "sandbox/program.hpp"

#include <csignal>
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sys/prctl.h>
#include <unistd.h>

#include "sandbox/running_sandbox.hpp"

namespace callout::sandbox {
namespace {

struct Arguments {
  Options options;
  std::vector<std::string> faults;
  long token_lifetime = 86400;
  bool exit_with_parent = false;
};

void declare_credentials(CLI::App& app, Options& options) {
  app.add_option("--client-id", options.client_id, "OAuth client id that is accepted")->capture_default_str();
  app.add_option("--client-secret", options.client_secret, "OAuth client secret that is accepted")
      ->capture_default_str()
      ->envname("CALLOUT_SANDBOX_CLIENT_SECRET");
  app.add_option("--api-token", options.api_token, "API key that is accepted")
      ->capture_default_str()
      ->envname("CALLOUT_SANDBOX_API_TOKEN");
  app.add_option("--api-token-user", options.api_token_user, "E-mail of the user whose key --api-token is");
  app.add_option("--account", options.account, "Region and subdomain")->capture_default_str();
  app.add_option("--scope", options.scope, "Scope that the ready line suggests");
  app.add_option("--app-scopes", options.app_scopes, "Scopes that the app holds; others vanish from a grant");
}

void declare(CLI::App& app, Arguments& arguments) {
  Options& options = arguments.options;
  app.add_option("--port", options.port, "Port on 127.0.0.1; 0 lets the system choose")
      ->capture_default_str();
  app.add_option(
      "--state-dir", options.state_dir, "Where ca.pem is written; a private directory unless given");
  app.add_option("--token-lifetime", arguments.token_lifetime, "Seconds that an access token is good for")
      ->check(CLI::Range(1L, 31536000L))
      ->capture_default_str();
  app.add_option("--seed-incidents", options.seed_incidents, "Generated incidents on top of the twelve")
      ->check(CLI::Range(std::size_t{0}, std::size_t{100000}))
      ->capture_default_str();
  app.add_option("--rate-limit", options.rate_limit, "Requests a minute for each credential")
      ->check(CLI::Range(1U, 1000000U))
      ->capture_default_str();
  app.add_option("--fault", arguments.faults, "A fault as JSON, as POST /sandbox/faults takes it; repeatable")
      ->allow_extra_args(false);
  app.add_flag(
      "--exit-with-parent", arguments.exit_with_parent, "End when the process that started this one ends");
  app.add_flag("--verbose", options.verbose, "Write one JSON line on stderr for each request");
  declare_credentials(app, options);
}

// Reads the faults into the options; what is wrong, or "".
std::string read_faults(Arguments& arguments) {
  for (const std::string& document : arguments.faults) {
    boost::system::error_code error;
    const json::value parsed = json::parse(document, error);
    if (error || !parsed.is_object()) {
      return "--fault is no JSON object: " + document;
    }
    auto fault = parse_fault(parsed.get_object());
    if (!fault) {
      return "--fault: " + fault.error();
    }
    arguments.options.faults.push_back(std::move(*fault));
  }
  return "";
}

// Blocked here, before any thread starts, so that only sigwait sees them.
sigset_t block_ending_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): cannot fail for a valid signal
  return ending;
}

int serve_until_signalled(const Arguments& arguments) {
  const sigset_t ending = block_ending_signals();
  const pid_t parent = getppid();
  if (arguments.exit_with_parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM); // NOLINT(cppcoreguidelines-pro-type-vararg): C API
    if (getppid() != parent) {
      return 0; // the parent was gone before we asked
    }
  }
  const RunningSandbox sandbox(arguments.options);
  std::cout << json::serialize(sandbox.ready()) << std::endl;
  int signal = 0;
  sigwait(&ending, &signal);
  return 0;
}

} // namespace

int run_program(int argc, const char* const* argv) {
  CLI::App app("An offline PagerDuty on 127.0.0.1 over TLS, to try workflows without an account.");
  Arguments arguments;
  declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  arguments.options.token_lifetime = std::chrono::seconds(arguments.token_lifetime);
  if (const std::string wrong = read_faults(arguments); !wrong.empty()) {
    std::cerr << "callout-pagerduty-sandbox: " << wrong << "\n";
    return 2;
  }
  try {
    return serve_until_signalled(arguments);
  } catch (const std::exception& error) {
    std::cerr << "callout-pagerduty-sandbox: cannot start: " << error.what() << "\n";
    return 1;
  }
}

} // namespace callout::sandbox
