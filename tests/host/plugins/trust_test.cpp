#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixtures/environment_override.hpp"
#include "fixtures/temporary_folder.hpp"
#include "plugins/trust.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
using testing::EnvironmentOverride;
using testing::TemporaryFolder;

constexpr uid_t somebody_else = 4711;

TEST_CASE("open_trusted: who could write the file or a folder above it") {
  struct Row {
    std::string_view name;
    unsigned file_mode;
    unsigned folder_mode;
    std::string_view refusal; ///< empty: it is taken
    std::string_view mend;
  };

  const Row rows[] = {
      {"nobody else", 0755, 0755, "", ""},
      {"read by all", 0444, 0555, "", ""},
      {"file by everybody", 0777, 0755, "callout-x.so is writable by others (mode 0777)", "chmod go-w"},
      {"file by the group", 0664, 0755, "callout-x.so is writable by others (mode 0664)", "chmod go-w"},
      {"folder by everybody", 0755, 0777, "plugins is writable by others (mode 0777)", "chmod go-w"},
      {"folder by the group", 0755, 0775, "plugins is writable by others (mode 0775)", "chmod go-w"},
      {"sticky folder", 0755, 01777, "", ""},
      {"file by everybody in a sticky folder", 0646, 01777, "mode 0646", "chmod go-w"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TemporaryFolder folder;
    const fs::path plugins = folder.path() / "plugins";
    fs::create_directory(plugins);
    const fs::path file = folder.write("plugins/callout-x.so", "text");
    fs::permissions(file, fs::perms(row.file_mode));
    fs::permissions(plugins, fs::perms(row.folder_mode));
    const auto opened = open_trusted(file, trusted_owners());
    REQUIRE(opened.has_value() == row.refusal.empty());
    if (opened) {
      CHECK(opened->path() == file);
      CHECK(opened->identity() == identity_at(file));
      continue;
    }
    CHECK(opened.error().status == CALLOUT_E_PERMISSION_DENIED);
    CHECK(opened.error().message().find(row.refusal) != std::string::npos);
    CHECK(std::string(opened.error().problem.at("hint").as_string()).find(row.mend) != std::string::npos);
  }
}

TEST_CASE("open_trusted: the owner counts, of the file and of each folder") {
  const TemporaryFolder folder;
  const fs::path file = folder.write("callout-x.so", "text");
  const auto opened = open_trusted(file, {somebody_else});
  REQUIRE(opened.has_error());
  CHECK(opened.error().message().find("belongs to user " + std::to_string(geteuid())) != std::string::npos);

  if (geteuid() == 0) { // only root can give a folder away
    REQUIRE(::chown(folder.path().c_str(), somebody_else, 0) == 0);
    const auto below = open_trusted(file, trusted_owners());
    REQUIRE(below.has_error());
    CHECK(below.error().message().find(folder.path().string() + " belongs to user 4711") == 0);
    CHECK(open_trusted(file, {0, somebody_else}).has_value());
    REQUIRE(::chown(folder.path().c_str(), 0, 0) == 0);
  }
}

TEST_CASE("trusted_owners: root, the host's user, and who called sudo") {
  const EnvironmentOverride caller("SUDO_UID", "4711");
  const std::vector<uid_t> owners = trusted_owners();
  CHECK(owners.at(0) == 0);
  CHECK(owners.at(1) == geteuid());
  CHECK(owners.size() == (geteuid() == 0 ? 3 : 2));
  const EnvironmentOverride nonsense("SUDO_UID", "4711x");
  CHECK(trusted_owners().size() == 2);
}

TEST_CASE("open_trusted: only regular files, by absolute paths") {
  const TemporaryFolder folder;
  const fs::path pipe = folder.path() / "callout-pipe.so";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  fs::create_directory(folder.path() / "callout-folder.so");

  struct Row {
    fs::path file;
    callout_status status;
    std::string_view text;
  };

  const Row rows[] = {
      {pipe, CALLOUT_E_PERMISSION_DENIED, "is no regular file"},
      {folder.path() / "callout-folder.so", CALLOUT_E_PERMISSION_DENIED, "is no regular file"},
      {folder.path() / "callout-absent.so", CALLOUT_E_NOT_FOUND, "No such file"},
      {"callout-x.so", CALLOUT_E_PERMISSION_DENIED, "is a relative path"},
      {"./callout-x.so", CALLOUT_E_PERMISSION_DENIED, "is a relative path"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    const auto opened = open_trusted(row.file, trusted_owners());
    REQUIRE(opened.has_error());
    CHECK(opened.error().status == row.status);
    CHECK(opened.error().message().find(row.text) != std::string::npos);
  }
}

TEST_CASE("open_trusted: a link is judged by what it leads to") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "open");
  const fs::path file = folder.write("open/callout-x.so", "text");
  fs::create_symlink(file, folder.path() / "callout-x.so");
  const auto opened = open_trusted(folder.path() / "callout-x.so", trusted_owners());
  REQUIRE(opened.has_value());
  CHECK(opened->path() == file);
  fs::permissions(folder.path() / "open", fs::perms(0777));
  CHECK(open_trusted(folder.path() / "callout-x.so", trusted_owners()).has_error());
}

} // namespace
} // namespace callout::host
