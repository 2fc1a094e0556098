#include <cstdint>

#include <callout/plugin.h>
#include <doctest/doctest.h>

TEST_CASE("CALLOUT_HAS: a member counts only when it lies wholly inside the peer's table") {
  struct Row {
    std::uint32_t size;
    bool has;
  };

  constexpr auto end = offsetof(callout_plugin, cancel) + sizeof(callout_plugin::cancel);
  const Row rows[] = {
      {0, false},
      {offsetof(callout_plugin, cancel), false},
      {end - 1, false},
      {end, true},
      {sizeof(callout_plugin) + 64, true}, // a later minor
  };
  callout_plugin plugin{};
  plugin.cancel = [](callout_instance*, callout_call*) {
  };
  for (const Row& row : rows) {
    CAPTURE(row.size);
    plugin.struct_size = row.size;
    CHECK(CALLOUT_HAS(&plugin, callout_plugin, cancel) == row.has);
    CHECK(CALLOUT_HAS_DATA(&plugin, callout_plugin, cancel) == row.has);
  }
  plugin.cancel = nullptr;
  CHECK_FALSE(CALLOUT_HAS(&plugin, callout_plugin, cancel));
}
