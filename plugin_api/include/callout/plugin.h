/* callout/plugin.h - connector plugin ABI, major version 1. Plain C99: <stddef.h> and <stdint.h> only.
 *
 * The host loads a library, calls its one exported function CALLOUT_ENTRY_SYMBOL with the host's table and
 * gets the plugin's table back; all else is function pointers. An operation that yields JSON receives a
 * `callout_call` and answers it by host->complete(call, status, json), exactly once. Nothing is allocated
 * on one side and freed on the other, so there is no release function in this ABI.
 *
 * RULES
 *  R1  Text is a callout_str: UTF-8, length-delimited, not NUL-terminated; ptr may be NULL only if len is 0.
 *      JSON is I-JSON (RFC 7493): no duplicate keys, no lone surrogates, integers beyond 2^53 as strings.
 *  R2  Views are borrowed. Host to plugin: valid until the call is completed (without a call: until the
 *      function returns). Plugin to host: valid until the host function returns.
 *  R3  Tables and requests begin with struct_size, set by the side that made them. A reader touches only
 *      members wholly inside it (CALLOUT_HAS) and never copies a table by value. Members are only appended.
 *  R4  callout_str is an array-element type: no struct_size, frozen.
 *  R5  No exception, panic or longjmp crosses a boundary function, in either direction.
 *  R6  An unknown status, flag, log level or JSON member is ignored or takes the documented default.
 *  R7  A pointer tagged [optional] may be NULL; every other of the first minor must not be.
 *
 * THREADS
 *  [any]     any thread, may overlap with anything.
 *  [serial]  any thread, but never two at once on the same object.
 *  [call]    [serial] on the instance unless the plugin sets CALLOUT_PLUGIN_CONCURRENT. Calls on different
 *            instances may always overlap. There is no thread affinity.
 *  A plugin may start threads; they have ended when destroy() (an instance's) or shutdown() (all) returns.
 *  A plugin does not call exit, abort, fork, setlocale or chdir and installs no signal handlers. */
#ifndef CALLOUT_PLUGIN_H
#define CALLOUT_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define CALLOUT_ABI_MAJOR 1U
#define CALLOUT_ABI_MINOR 0U
#define CALLOUT_ABI_MAKE(major, minor) ((major)*0x10000U + (minor))
#define CALLOUT_ABI_VERSION CALLOUT_ABI_MAKE(CALLOUT_ABI_MAJOR, CALLOUT_ABI_MINOR)

/* The major version is part of the name: a plugin of another major lacks this symbol. */
#define CALLOUT_ENTRY_SYMBOL "callout_plugin_entry_v1"

#if defined(_WIN32)
#define CALLOUT_EXPORT __declspec(dllexport)
#define CALLOUT_CALL __cdecl
#else
#define CALLOUT_EXPORT __attribute__((visibility("default")))
#define CALLOUT_CALL
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- basic types ----------------------------------------------------------------------------------- */

typedef struct callout_str {
  const char* ptr;
  size_t len;
} callout_str;

/* Static initialiser of a callout_str from a string literal. */
#define CALLOUT_STR_INIT(literal)                                                                            \
  { (literal), sizeof(literal) - 1 }

/* True when data member `f` of the table or request `p`, of struct type T, exists on the side that made it.
 */
#define CALLOUT_HAS_DATA(p, T, f) ((p)->struct_size >= offsetof(T, f) + sizeof((p)->f))
/* The same for a function pointer, which must also not be NULL. */
#define CALLOUT_HAS(p, T, f) (CALLOUT_HAS_DATA(p, T, f) && (p)->f != NULL)

typedef struct callout_host callout_host;         /* the host's table, one per loaded plugin */
typedef struct callout_plugin callout_plugin;     /* the plugin's table, valid until shutdown() returns */
typedef struct callout_instance callout_instance; /* plugin-defined: one configured connector */
typedef struct callout_call callout_call;         /* host-defined: one operation in flight */

/* 0 ok, > 0 informational, < 0 error. Numbers are never reused. An unknown negative value counts as
 * CALLOUT_E_INTERNAL, an unknown positive one as CALLOUT_OK. -1000 and below belong to the host. */
typedef int32_t callout_status;
#define CALLOUT_OK 0
#define CALLOUT_PENDING 1                /* complete() follows from another thread */
#define CALLOUT_E_INTERNAL (-1)          /* a bug, or a failure of no other kind */
#define CALLOUT_E_INVALID_ARGUMENT (-2)  /* bad config, input or credentials; never retried */
#define CALLOUT_E_UNKNOWN_ACTION (-3)    /* no such action, topic or authentication kind */
#define CALLOUT_E_UNAUTHENTICATED (-4)   /* session missing or refused: the host authenticates once more */
#define CALLOUT_E_PERMISSION_DENIED (-5) /* known, but not allowed */
#define CALLOUT_E_NOT_FOUND (-6)         /* the remote object */
#define CALLOUT_E_CONFLICT (-7)          /* already there, or changed meanwhile */
#define CALLOUT_E_RATE_LIMITED (-8)      /* refused before it took effect; see retry_after_ms */
#define CALLOUT_E_UNAVAILABLE (-9)       /* transient; it did not take effect or may be repeated */
#define CALLOUT_E_DEADLINE (-10)
#define CALLOUT_E_CANCELLED (-11)
#define CALLOUT_E_OUTCOME_UNKNOWN (-12) /* it may have taken effect: repeat only if idempotent */
#define CALLOUT_E_UNSUPPORTED (-13)     /* an optional ability that is not there */
#define CALLOUT_E_LIMIT (-14)           /* a size, depth or count bound was hit */
#define CALLOUT_E_PROTOCOL (-15)        /* the other side broke this contract */

/* With a negative status complete() takes a problem object (RFC 9457), or nothing:
 *   {"type": "...", "title": "...", "status": 429, "detail": "...",              standard members
 *    "code": "pagerduty.2020", "errors": ["..."], "request_id": "...",           extensions, all optional
 *    "retryable": true, "retry_after_ms": 1500, "hint": "..."} */

#define CALLOUT_LOG_TRACE 0
#define CALLOUT_LOG_DEBUG 1
#define CALLOUT_LOG_INFO 2
#define CALLOUT_LOG_WARN 3
#define CALLOUT_LOG_ERROR 4

/* ---- the host's table ------------------------------------------------------------------------------ */

struct callout_host {
  uint32_t struct_size; /* this and abi_version are frozen for all majors */
  uint32_t abi_version;
  void* host_data;  /* private to the host */
  callout_str name; /* for User-Agent strings and logs; do not parse */
  callout_str version;

  /* Answer a call: exactly once, from any thread, also before the operation function has returned.
   * CALLOUT_OK with the result, or a negative status with a problem. Afterwards `call` is dead. Returns
   * CALLOUT_OK, CALLOUT_E_PROTOCOL for a second answer (ignored), or CALLOUT_E_LIMIT for one that is too
   * big (the host has recorded the failure). Never blocks on I/O, but waits for a cancel() of the same call
   * that runs on another thread: hold no lock across it that cancel() takes. */
  callout_status(CALLOUT_CALL* complete)(callout_call* call,
                                         callout_status status,
                                         callout_str json); /* [any] */

  /* 1 once nobody wants the answer any more (cancelled, past its deadline, shutting down), else 0. Cheap
   * enough to poll. The call must still be completed. */
  uint32_t(CALLOUT_CALL* cancelled)(callout_call* call); /* [any] */

  /* Deadline on the now_ns() clock; INT64_MAX when there is none. */
  int64_t(CALLOUT_CALL* deadline_ns)(callout_call* call); /* [any] */

  /* Monotonic clock in nanoseconds from an arbitrary epoch. */
  int64_t(CALLOUT_CALL* now_ns)(const callout_host* host); /* [any] */

  /* Progress hint: fraction in [0, 1], or negative for unknown; note is JSON or empty. May be dropped. */
  void(CALLOUT_CALL* progress)(callout_call* call, double fraction, callout_str note); /* [any] */

  /* call may be NULL. fields: a JSON object of structured members, or empty. Never log a secret. */
  void(CALLOUT_CALL* log)(const callout_host* host,
                          callout_call* call,
                          int32_t level,
                          callout_str message,
                          callout_str fields); /* [any] */

  /* A host interface by id ("<owner>.<name>/<revision>"), or NULL. Valid until shutdown() returns. */
  const void*(CALLOUT_CALL* get_extension)(const callout_host* host, callout_str id); /* [any] */
  /* -- 1.0 ends here -- */
};

/* ---- requests -------------------------------------------------------------------------------------- */

#define CALLOUT_REQ_ALLOW_PENDING 0x1U /* the host takes CALLOUT_PENDING for this request */
#define CALLOUT_REQ_DRY_RUN 0x2U       /* validate, do not act; else complete CALLOUT_E_UNSUPPORTED */

typedef struct callout_request {
  uint32_t struct_size;
  uint32_t flags;         /* CALLOUT_REQ_* */
  callout_str action;     /* invoke_action: an action of the manifest; authenticate: an authentication kind */
  callout_str input;      /* invoke_action: the input object; authenticate: the credentials object */
  callout_str session;    /* invoke_action: the session that authenticate answered, or empty */
  callout_str request_id; /* the same for every attempt of one workflow task: an idempotency key */
  uint32_t attempt;       /* from 1 */
  uint32_t reserved0;     /* 0 */
  /* -- 1.0 ends here -- */
} callout_request;

/* ---- the plugin's table ---------------------------------------------------------------------------- */

#define CALLOUT_PLUGIN_CONCURRENT 0x1U /* one instance takes overlapping calls */
#define CALLOUT_PLUGIN_ASYNC 0x2U      /* may answer CALLOUT_PENDING when the request allows it */
#define CALLOUT_PLUGIN_UNLOADABLE 0x4U /* promises that unloading after shutdown() is safe */
#define CALLOUT_PLUGIN_ISOLATE 0x8U    /* asks for a worker process */

struct callout_plugin {
  uint32_t struct_size;  /* frozen */
  uint32_t abi_version;  /* frozen; of the header it was compiled with */
  uint32_t min_host_abi; /* the lowest host abi_version it works with */
  uint32_t flags;        /* CALLOUT_PLUGIN_* */
  callout_str id;        /* reverse DNS, [a-z0-9.-] */
  callout_str version;   /* SemVer 2.0 */
  callout_str build;     /* free text for people: compiler, SDK version */
  void* plugin_data;     /* private to the plugin */

  /* Complete with JSON that describes the plugin: topic empty, the manifest (ABI.md, "Manifest"); topic an
   * action's name, that action whole. Unknown topic: CALLOUT_E_UNKNOWN_ACTION. Deterministic, no I/O, under
   * 10 ms; may be called before any create. */
  callout_status(CALLOUT_CALL* describe)(const callout_plugin* self,
                                         callout_call* call,
                                         callout_str topic); /* [any] */

  /* Make an instance from a config object ("{}" when there is none). No network I/O. Success: *out is set
   * and CALLOUT_OK returned, without complete(). Failure: *out stays NULL, and a negative status is
   * returned, after complete() if there is a message. */
  callout_status(CALLOUT_CALL* create)(const callout_plugin* self,
                                       callout_call* call,
                                       callout_str config,
                                       callout_instance** out); /* [any] */

  /* After the last call on the instance was completed and has returned. */
  void(CALLOUT_CALL* destroy)(callout_instance* instance); /* [serial] */

  /* Turn credentials into a session. Complete with an object, only "session" is required:
   *   {"session": <any JSON, secret, opaque to the host>, "expires_in_ms": 3600000,
   *    "identity": {"label": "..."}, "scopes": {"granted": ["..."], "missing": ["..."]}}
   * The host keeps the session and hands it to invoke_action; an instance holds no login state. */
  callout_status(CALLOUT_CALL* authenticate)(callout_instance* instance,
                                             callout_call* call,
                                             const callout_request* request); /* [call] */

  /* Run one action. authenticate and invoke_action return CALLOUT_OK when complete() was called,
   * CALLOUT_PENDING when it will be (only with CALLOUT_REQ_ALLOW_PENDING), or a negative status, which is
   * the answer if complete() was not called. */
  callout_status(CALLOUT_CALL* invoke_action)(callout_instance* instance,
                                              callout_call* call,
                                              const callout_request* request); /* [call] */

  /* [optional] Nobody wants this answer any more: wake the work up so that it completes soon, with
   * CALLOUT_E_CANCELLED. Runs on another thread while the call is open and returns at once; never
   * called after complete() returned. Without it the plugin polls cancelled(). */
  void(CALLOUT_CALL* cancel)(callout_instance* instance, callout_call* call); /* [any] */

  /* A plugin interface by id, or NULL for one it does not have. */
  const void*(CALLOUT_CALL* get_extension)(const callout_plugin* self, callout_str id); /* [any] */

  /* [optional] Last call into the library; all instances are gone. */
  void(CALLOUT_CALL* shutdown)(const callout_plugin* self); /* [serial] */
  /* -- 1.0 ends here -- */
};

/* Called once per load, before anything else. `host` stays valid until shutdown() has returned. NULL
 * refuses to load (log why first). Must not block, start threads or do I/O. */
typedef const callout_plugin*(CALLOUT_CALL* callout_entry_fn)(const callout_host* host);
#ifndef CALLOUT_NO_ENTRY_DECL /* for generators that emit their own declaration */
CALLOUT_EXPORT const callout_plugin* CALLOUT_CALL callout_plugin_entry_v1(const callout_host* host);
#endif

#ifdef __cplusplus
}
#endif
#endif /* CALLOUT_PLUGIN_H */
