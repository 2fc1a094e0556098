#include <array>
#include <cstdio>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "console.hpp"

namespace callout::host::cli {
namespace {

/// Standard output is a pipe that does not wait for its reader, until this goes.
class NonblockingOutput {
public:
  NonblockingOutput() {
    std::fflush(stdout);
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    reader_ = ends[0];
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): there is no other way to set a flag
    REQUIRE(::fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
    before_ = ::dup(STDOUT_FILENO);
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[1]);
  }

  NonblockingOutput(const NonblockingOutput&) = delete;
  NonblockingOutput& operator=(const NonblockingOutput&) = delete;

  ~NonblockingOutput() {
    restore();
    ::close(reader_);
  }

  /// The end of what the reader reads.
  void restore() {
    if (before_ >= 0) {
      ::dup2(before_, STDOUT_FILENO);
      ::close(before_);
      before_ = -1;
    }
  }

  [[nodiscard]] int reader() const { return reader_; }

private:
  int reader_ = -1;
  int before_ = -1;
};

/// All there is, in pieces far smaller than a pipe.
std::string read_slowly(int descriptor) {
  std::string text;
  std::array<char, 1000> piece{};
  ssize_t count = 0;
  while ((count = ::read(descriptor, piece.data(), piece.size())) > 0) {
    text.append(piece.data(), static_cast<std::size_t>(count));
    std::this_thread::yield();
  }
  return text;
}

TEST_CASE("Console: a stream that does not wait for its slow reader loses nothing") {
  const std::string line = std::string(99'999, 'x') + "\n";
  constexpr std::size_t lines = 10;
  std::string text;
  int error = -1;
  {
    NonblockingOutput output;
    Console console(LogFormat::text, Console::Colour::never);
    std::thread reader([&] { text = read_slowly(output.reader()); });
    for (std::size_t i = 0; i < lines; ++i) {
      console.print(line);
    }
    error = console.output_error();
    output.restore();
    reader.join();
  }
  CHECK(error == 0);
  CHECK(text.size() == lines * line.size());
}

} // namespace
} // namespace callout::host::cli
