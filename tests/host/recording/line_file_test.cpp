#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fixtures/temporary_folder.hpp"
#include "line_file.hpp"

namespace callout::host {
namespace {

using testing::TemporaryFolder;

// No file of this process may grow beyond that.
class LargestFile {
public:
  explicit LargestFile(rlim_t size) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &limits_);
    const rlimit tight{size, limits_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
  }

  ~LargestFile() {
    setrlimit(RLIMIT_FSIZE, &limits_);
    std::signal(SIGXFSZ, before_); // NOLINT(cert-err33-c): cannot fail for a valid signal
  }

  LargestFile(const LargestFile&) = delete;
  LargestFile& operator=(const LargestFile&) = delete;

private:
  rlimit limits_{};
  void (*before_)(int);
};

/// An opening of its own holds a lock of its own, as that of another process does.
class LockedByAnother {
public:
  explicit LockedByAnother(const std::filesystem::path& file)
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): there is no other way to open
      : descriptor_(::open(file.c_str(), O_RDWR | O_CLOEXEC)) {
    REQUIRE(::flock(descriptor_, LOCK_EX) == 0);
  }

  LockedByAnother(const LockedByAnother&) = delete;
  LockedByAnother& operator=(const LockedByAnother&) = delete;

  ~LockedByAnother() { ::close(descriptor_); }

private:
  int descriptor_;
};

TEST_CASE("LineFile: goes on in its own files, and leaves all others alone") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "lines";
  REQUIRE(LineFile::open(file, "{\"x\":1}", "trace")->append("one\n") == 0);
  REQUIRE(LineFile::open(file, "{\"x\":1}", "trace")->append("two\n") == 0);
  CHECK(testing::read_file(file) == "{\"x\":1}\none\ntwo\n");
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  const auto other = LineFile::open(folder.write("notes", "mine"), "{\"x\":1}", "trace");
  CHECK(other.error().message().find("is none of Callout's, so no trace") != std::string::npos);
  CHECK(testing::read_file(folder.path() / "notes") == "mine");
  const auto cut = LineFile::open(folder.write("cut", "{\"x\":1}\nhalf"), "{\"x\":1}", "trace");
  CHECK(cut.error().message().find("in the middle of a line") != std::string::npos);
  CHECK(LineFile::open(folder.path(), "x", "trace").has_error());
  CHECK(LineFile::open("/dev/null", "x", "trace").error().message().find("no regular file") !=
        std::string::npos);
}

TEST_CASE("LineFile: takes from others the rights to a file in which it goes on") {
  namespace fs = std::filesystem;
  const TemporaryFolder folder;
  for (const std::string_view text : {"", "{}\n"}) {
    const fs::path file = folder.write("lines", text);
    fs::permissions(file, fs::perms(0666));
    REQUIRE(LineFile::open(file, "{}", "trace")->append("one\n") == 0);
    CHECK(fs::status(file).permissions() == fs::perms(0600));
    CHECK(testing::read_file(file) == "{}\none\n");
  }
  const fs::path notes = folder.write("notes", "mine");
  fs::permissions(notes, fs::perms(0644));
  CHECK(LineFile::open(notes, "{}", "trace").has_error());
  CHECK(fs::status(notes).permissions() == fs::perms(0644));
}

TEST_CASE("LineFile: leaves a file that belongs to somebody else") {
  const TemporaryFolder folder;
  const auto file = folder.write("lines", "{}\n");
  constexpr uid_t nobody = 65534;
  if (::chown(file.c_str(), nobody, static_cast<gid_t>(-1)) != 0) {
    MESSAGE("only root can give a file away");
    return;
  }
  const auto refused = LineFile::open(file, "{}", "trace");
  REQUIRE(refused.has_error());
  CHECK(refused.error().message() ==
        file.string() + " belongs to another user, who could read it, so no trace can go on there");
  CHECK(testing::read_file(file) == "{}\n");
}

TEST_CASE("LineFile: a line that does not fit leaves nothing behind, and later ones that do are whole") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "lines";
  const auto file = LineFile::open(path, "{}", "trace");
  REQUIRE(file.has_value());
  {
    const LargestFile limit(16);
    CHECK(file->append(std::string(20, 'x') + "\n") == EFBIG);
    CHECK(file->append("fits\n") == 0);
  }
  CHECK(file->append("also\n") == 0);
  CHECK(testing::read_file(path) == "{}\nfits\nalso\n");
}

TEST_CASE("LineFile: waits for another process's lock only so long, and goes on once it is gone") {
  using namespace std::chrono_literals;
  const TemporaryFolder folder;
  const auto path = folder.path() / "lines";
  const auto file = LineFile::open(path, "{}", "trace", 20ms);
  REQUIRE(file.has_value());
  {
    const LockedByAnother lock(path);
    CHECK(file->append("lost\n") == EWOULDBLOCK);
    CHECK(file->append("lost\n") == EWOULDBLOCK);
    const auto refused = LineFile::open(path, "{}", "trace", 20ms);
    REQUIRE(refused.has_error());
    CHECK(refused.error().message() ==
          path.string() + " is kept locked by another process, so no trace can go on there");
  }
  CHECK(LineFile::reason(EWOULDBLOCK) == "another process keeps it locked");
  CHECK(LineFile::reason(ENOSPC) == "No space left on device");
  CHECK(file->append("kept\n") == 0);
  CHECK(testing::read_file(path) == "{}\nkept\n");
}

TEST_CASE("LineFile: the lock of another process is waited for once, not for every line") {
  using namespace std::chrono_literals;
  const TemporaryFolder folder;
  const auto path = folder.path() / "lines";
  const auto file = LineFile::open(path, "{}", "trace", 100ms);
  REQUIRE(file.has_value());
  const LockedByAnother lock(path);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) {
    CHECK(file->append("lost\n") == EWOULDBLOCK);
  }
  CHECK(std::chrono::steady_clock::now() - start < 5s); // 10 s if each waited
}

TEST_CASE("LineFile: lines of several threads and openings stay whole") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "lines";
  const auto one = LineFile::open(path, "{}", "trace");
  const auto other = LineFile::open(path, "{}", "trace");
  REQUIRE(one.has_value());
  REQUIRE(other.has_value());
  std::vector<std::thread> writers;
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    writers.emplace_back([&file = letter < 'c' ? *one : *other, letter] {
      for (int i = 0; i < 50; ++i) {
        CHECK(file.append(std::string(9'999, letter) + "\n") == 0);
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  const std::string text = testing::read_file(path);
  REQUIRE(text.size() == 3 + 200 * 10'000);
  for (std::size_t at = 3; at < text.size(); at += 10'000) {
    CHECK(text.find_first_not_of(text[at], at) == at + 9'999);
  }
}

} // namespace
} // namespace callout::host
