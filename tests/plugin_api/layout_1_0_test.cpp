// The layout of ABI 1.0, member by member. A change that makes this file fail to compile breaks plugins that
// are in use: append a member and add a lock file for the new minor instead. See plugin_api/ABI.md.
#include <string_view>
#include <type_traits>

#include <callout/plugin.h>

// NOLINTBEGIN(cppcoreguidelines-macro-usage): offsetof and member types can only be named by a macro
#define LOCK(table, member, offset, ...)                                                                     \
  static_assert(offsetof(table, member) == (offset), #table "." #member " has moved");                       \
  static_assert(std::is_same_v<decltype(table::member), __VA_ARGS__>, #table "." #member " has another type")
// NOLINTEND(cppcoreguidelines-macro-usage)

static_assert(sizeof(void*) == 8, "the offsets below are those of LP64 and LLP64");

LOCK(callout_str, ptr, 0, const char*);
LOCK(callout_str, len, 8, size_t);
static_assert(sizeof(callout_str) == 16);

LOCK(callout_host, struct_size, 0, uint32_t);
LOCK(callout_host, abi_version, 4, uint32_t);
LOCK(callout_host, host_data, 8, void*);
LOCK(callout_host, name, 16, callout_str);
LOCK(callout_host, version, 32, callout_str);
LOCK(callout_host, complete, 48, callout_status (*)(callout_call*, callout_status, callout_str));
LOCK(callout_host, cancelled, 56, uint32_t (*)(callout_call*));
LOCK(callout_host, deadline_ns, 64, int64_t (*)(callout_call*));
LOCK(callout_host, now_ns, 72, int64_t (*)(const callout_host*));
LOCK(callout_host, progress, 80, void (*)(callout_call*, double, callout_str));
LOCK(callout_host, log, 88, void (*)(const callout_host*, callout_call*, int32_t, callout_str, callout_str));
LOCK(callout_host, get_extension, 96, const void* (*)(const callout_host*, callout_str));
static_assert(sizeof(callout_host) >= 104);

LOCK(callout_request, struct_size, 0, uint32_t);
LOCK(callout_request, flags, 4, uint32_t);
LOCK(callout_request, action, 8, callout_str);
LOCK(callout_request, input, 24, callout_str);
LOCK(callout_request, session, 40, callout_str);
LOCK(callout_request, request_id, 56, callout_str);
LOCK(callout_request, attempt, 72, uint32_t);
LOCK(callout_request, reserved0, 76, uint32_t);
static_assert(sizeof(callout_request) >= 80);

LOCK(callout_plugin, struct_size, 0, uint32_t);
LOCK(callout_plugin, abi_version, 4, uint32_t);
LOCK(callout_plugin, min_host_abi, 8, uint32_t);
LOCK(callout_plugin, flags, 12, uint32_t);
LOCK(callout_plugin, id, 16, callout_str);
LOCK(callout_plugin, version, 32, callout_str);
LOCK(callout_plugin, build, 48, callout_str);
LOCK(callout_plugin, plugin_data, 64, void*);
LOCK(callout_plugin, describe, 72, callout_status (*)(const callout_plugin*, callout_call*, callout_str));
LOCK(callout_plugin,
     create,
     80,
     callout_status (*)(const callout_plugin*, callout_call*, callout_str, callout_instance**));
LOCK(callout_plugin, destroy, 88, void (*)(callout_instance*));
LOCK(callout_plugin,
     authenticate,
     96,
     callout_status (*)(callout_instance*, callout_call*, const callout_request*));
LOCK(callout_plugin,
     invoke_action,
     104,
     callout_status (*)(callout_instance*, callout_call*, const callout_request*));
LOCK(callout_plugin, cancel, 112, void (*)(callout_instance*, callout_call*));
LOCK(callout_plugin, get_extension, 120, const void* (*)(const callout_plugin*, callout_str));
LOCK(callout_plugin, shutdown, 128, void (*)(const callout_plugin*));
static_assert(sizeof(callout_plugin) >= 136);

static_assert(CALLOUT_OK == 0);
static_assert(CALLOUT_PENDING == 1);
static_assert(CALLOUT_E_INTERNAL == -1);
static_assert(CALLOUT_E_INVALID_ARGUMENT == -2);
static_assert(CALLOUT_E_UNKNOWN_ACTION == -3);
static_assert(CALLOUT_E_UNAUTHENTICATED == -4);
static_assert(CALLOUT_E_PERMISSION_DENIED == -5);
static_assert(CALLOUT_E_NOT_FOUND == -6);
static_assert(CALLOUT_E_CONFLICT == -7);
static_assert(CALLOUT_E_RATE_LIMITED == -8);
static_assert(CALLOUT_E_UNAVAILABLE == -9);
static_assert(CALLOUT_E_DEADLINE == -10);
static_assert(CALLOUT_E_CANCELLED == -11);
static_assert(CALLOUT_E_OUTCOME_UNKNOWN == -12);
static_assert(CALLOUT_E_UNSUPPORTED == -13);
static_assert(CALLOUT_E_LIMIT == -14);
static_assert(CALLOUT_E_PROTOCOL == -15);
static_assert(CALLOUT_LOG_TRACE == 0);
static_assert(CALLOUT_LOG_DEBUG == 1);
static_assert(CALLOUT_LOG_INFO == 2);
static_assert(CALLOUT_LOG_WARN == 3);
static_assert(CALLOUT_LOG_ERROR == 4);
static_assert(CALLOUT_REQ_ALLOW_PENDING == 0x1U);
static_assert(CALLOUT_REQ_DRY_RUN == 0x2U);
static_assert(CALLOUT_PLUGIN_CONCURRENT == 0x1U);
static_assert(CALLOUT_PLUGIN_ASYNC == 0x2U);
static_assert(CALLOUT_PLUGIN_UNLOADABLE == 0x4U);
static_assert(CALLOUT_PLUGIN_ISOLATE == 0x8U);

static_assert(std::string_view(CALLOUT_ENTRY_SYMBOL) == "callout_plugin_entry_v1");
static_assert(CALLOUT_ABI_MAJOR == 1 && CALLOUT_ABI_MAKE(1, 0) == 0x10000);
static_assert(std::is_same_v<callout_status, int32_t>);
static_assert(std::is_same_v<callout_entry_fn, const callout_plugin* (*)(const callout_host*)>);
