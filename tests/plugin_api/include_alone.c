#include <callout/plugin.h>

static const callout_str text = CALLOUT_STR_INIT("text");

int uses_the_header(const callout_plugin* plugin);

int uses_the_header(const callout_plugin* plugin) {
  return text.len == 4 && CALLOUT_HAS(plugin, callout_plugin, cancel) &&
         CALLOUT_HAS_DATA(plugin, callout_plugin, flags);
}
