#include <array>
#include <string>
#include <string_view>
#include <thread>

#include <doctest/doctest.h>
#include <unistd.h>

#include "input_stream.hpp"

namespace callout::host::cli {
namespace {

/// A pipe whose writing end may be closed early.
struct Pipe {
  std::array<int, 2> ends{};

  Pipe() { REQUIRE(::pipe(ends.data()) == 0); }

  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  ~Pipe() {
    ::close(ends[0]);
    close_writer();
  }

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t count = ::write(ends[1], text.data(), text.size());
      REQUIRE(count > 0);
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  void close_writer() {
    if (ends[1] >= 0) {
      ::close(ends[1]);
      ends[1] = -1;
    }
  }
};

TEST_CASE("InputStream: yields lines, also a last one without its end") {
  Pipe pipe;
  pipe.write("one\n\ntwo\r\nlast");
  pipe.close_writer();
  InputStream stream(pipe.ends[0], {});
  for (const std::string_view expected : {"one", "", "two\r", "last"}) {
    const auto line = stream.read_line();
    REQUIRE(line.has_value());
    CHECK(line->text == expected);
    CHECK_FALSE(line->cut);
  }
  CHECK_FALSE(stream.read_line().has_value());
}

TEST_CASE("InputStream: reads everything") {
  Pipe pipe;
  const std::string text(200'000, 'x');
  std::thread writer([&] {
    pipe.write(text);
    pipe.close_writer();
  });
  CHECK(InputStream(pipe.ends[0], {}).read_all() == text);
  writer.join();
}

TEST_CASE("InputStream: a line that is too long is cut, and the next one is whole") {
  Pipe pipe;
  std::thread writer([&] {
    pipe.write(std::string(InputStream::max_line + 10, 'x') + "\nnext\n");
    pipe.close_writer();
  });
  InputStream stream(pipe.ends[0], {});
  const auto cut = stream.read_line();
  REQUIRE(cut.has_value());
  CHECK(cut->cut);
  CHECK(cut->text.size() == InputStream::max_line);
  const auto next = stream.read_line();
  REQUIRE(next.has_value());
  CHECK(next->text == "next");
  writer.join();
}

TEST_CASE("InputStream: a stop ends a read that waits") {
  Pipe pipe; // its writer stays open and silent
  std::stop_source source;
  std::thread stopper([&source] { source.request_stop(); });
  CHECK_FALSE(InputStream(pipe.ends[0], source.get_token()).read_line().has_value());
  stopper.join();
}

} // namespace
} // namespace callout::host::cli
