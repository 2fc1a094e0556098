#include <cstdio>

#include <callout/host/host.hpp>

/// usage: embedding CONNECTIONS PLUGIN_FOLDER     calls the method action of the connection named outside
int main(int argc, char** argv) {
  if (argc != 3) {
    return 2;
  }
  const auto host = callout::host::Host::open({.plugin_dirs = {argv[2]}, .config_file = argv[1], .log = {}});
  if (!host) {
    std::puts(host.error().message().c_str());
    return 1;
  }
  callout::host::Invocation invocation;
  invocation.connection = "outside";
  invocation.action = "method";
  const auto answer = (*host)->invoke(invocation);
  std::puts(answer ? answer->c_str() : answer.error().message().c_str());
  return answer ? 0 : 1;
}
