// That no secret stays in memory once it has served: a process of its own looks through all it has.
#include <array>
#include <fstream>
#include <sstream>

#include <callout/rest/authentication.hpp>
#include <callout/sdk/secret_memory.hpp>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client_fixture.hpp"
#include "open_call.hpp"

namespace {

using namespace callout;
using namespace callout::test;

// A text that exists nowhere but where it was spelt out.
struct Secret {
  std::size_t step;

  static constexpr std::size_t size = 48;

  [[nodiscard]] char letter(std::size_t at) const {
    return static_cast<char>('a' + (at * step + at * at) % 26);
  }
};

constexpr Secret client_secret{3};
constexpr Secret token{7};

std::string spell(const Secret& secret) {
  std::string text(Secret::size, ' ');
  for (std::size_t i = 0; i < text.size(); ++i) {
    text[i] = secret.letter(i);
  }
  return text;
}

bool begins_with(const char* text, const Secret& secret) {
  for (std::size_t i = 0; i < Secret::size; ++i) {
    if (text[i] != secret.letter(i)) { // NOLINT(*-pointer-arithmetic): a window of memory
      return false;
    }
  }
  return true;
}

// Through a window that is no part of what is looked at. The stack is left out: calls write over it.
class Memory {
public:
  Memory()
      : window_(static_cast<char*>(
            mmap(nullptr, window_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {}

  ~Memory() {
    munmap(window_, window_size);
    close(file_);
  }

  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  [[nodiscard]] bool holds(const Secret& secret) const {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
      std::uint64_t begin = 0;
      std::uint64_t end = 0;
      char dash = 0;
      std::string rights;
      std::istringstream(line) >> std::hex >> begin >> dash >> end >> rights;
      constexpr std::uint64_t shadow = std::uint64_t{1} << 28U; // a sanitizer's own maps are larger than that
      if (rights == "rw-p" && line.find("[stack]") == std::string::npos && end - begin < shadow &&
          range_holds(begin, end, secret)) {
        return true;
      }
    }
    return false;
  }

private:
  static constexpr std::size_t window_size = std::size_t{1} << 20U;

  [[nodiscard]] bool range_holds(std::uint64_t begin, std::uint64_t end, const Secret& secret) const {
    for (std::uint64_t at = begin; at < end; at += window_size - Secret::size) {
      const ssize_t count =
          pread(file_, window_, std::min<std::uint64_t>(window_size, end - at), static_cast<off_t>(at));
      const bool is_window =
          reinterpret_cast<std::uint64_t>(window_) < at + window_size && // NOLINT(*-reinterpret-cast)
          at < reinterpret_cast<std::uint64_t>(window_) + window_size;   // NOLINT(*-reinterpret-cast)
      for (ssize_t i = 0; !is_window && i + static_cast<ssize_t>(Secret::size) <= count; ++i) {
        if (begins_with(window_ + i, secret)) { // NOLINT(*-pointer-arithmetic): a window of memory
          return true;
        }
      }
    }
    return false;
  }

  int file_ = open("/proc/self/mem", O_RDONLY | O_CLOEXEC); // NOLINT(*-vararg): the only way
  char* window_;
};

// What was seen, as bits of the process's exit status.
enum Seen : int { secret_in_use = 1, token_in_use = 2, secret_later = 4, token_later = 8, failed = 64 };

struct Scene {
  std::uint16_t port;
  std::string_view way;
};

rest::Result<sdk::Session>
log_in(const Scene& scene, rest::HttpClient& client, const Memory& memory, int& seen) {
  boost::json::object credentials(sdk::wiping_storage());
  std::string text = spell(client_secret);
  credentials["client_secret"] = text;
  explicit_bzero(text.data(), text.size());
  credentials["client_id"] = "the client";
  credentials["client_authentication"] = scene.way;
  credentials["token_url"] = "https://127.0.0.1:" + std::to_string(scene.port) + "/token";
  seen |= memory.holds(client_secret) ? secret_in_use : 0;
  const OpenCall call(patience());
  return rest::authenticate("oauth2_client_credentials",
                            credentials,
                            {.call = call.request(), .client = client, .default_token_url = {}});
}

bool call_once(const Scene& scene, rest::HttpClient& client, const sdk::Session& session) {
  rest::HttpRequest request = get("/items");
  auto headers = rest::authorization_headers(session.session);
  request.headers = std::move(*headers);
  const sdk::Reply reply(session);
  return reply.status() == CALLOUT_OK &&
         client.send({rest::Scheme::https, "127.0.0.1", scene.port}, request, patience()).has_value();
}

int run(const Scene& scene) {
  const Memory memory;
  rest::HttpClient client(trusting_options());
  int seen = 0;
  {
    const auto session = log_in(scene, client, memory, seen);
    if (!session || !call_once(scene, client, *session)) {
      return failed;
    }
    seen |= memory.holds(token) ? token_in_use : 0;
  }
  // The connection is still there.
  seen |= memory.holds(client_secret) ? secret_later : 0;
  seen |= memory.holds(token) ? token_later : 0;
  return seen;
}

std::string chunk(const std::string& text) {
  std::ostringstream size;
  size << std::hex << text.size();
  return size.str() + "\r\n" + text + "\r\n";
}

// In pieces, so that whoever puts them together needs more and more room.
Reaction answer(const std::string& request, int /*number*/) {
  if (request.find("POST /token") != 0) {
    return {ok_answer("{}")};
  }
  return {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
          chunk(R"({"token_type":"bearer","access_token":")" + spell(token) + R"(","note":")") +
          chunk(std::string(700, '.')) + chunk(std::string(2000, '.')) + chunk("\"}") + chunk("")};
}

// A process that waits to be told the server's port.
struct Child {
  std::string_view way;
  int told = -1;
  pid_t id = -1;

  explicit Child(std::string_view way_of_client) : way(way_of_client) {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    told = ends[1];
    id = fork();
    if (id == 0) {
      std::uint16_t port = 0;
      _exit(read(ends[0], &port, sizeof port) == sizeof port ? run({port, way}) : failed);
    }
    close(ends[0]);
    REQUIRE(id > 0);
  }

  [[nodiscard]] int status_with(std::uint16_t port) const {
    REQUIRE(write(told, &port, sizeof port) == sizeof port);
    close(told);
    int status = 0;
    REQUIRE(waitpid(id, &status, 0) == id);
    return WIFEXITED(status) ? WEXITSTATUS(status) : failed;
  }
};

} // namespace

TEST_CASE("secrets: neither a client's secret nor a token stays in memory once the call is over") {
  trusted_authority();
  // Before a server of this process has seen, or spelt out, anything.
  const Child children[] = {Child("request_body"), Child("basic")};
  const TlsServer server(&answer);
  for (const Child& child : children) {
    CAPTURE(child.way);
    CHECK(child.status_with(server.port()) == (secret_in_use | token_in_use));
    CHECK(server.requests().back().find("Authorization: Bearer " + spell(token)) != std::string::npos);
  }
  CHECK(server.requests().size() == 4);
}
