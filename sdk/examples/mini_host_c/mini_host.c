/* The smallest useful host: plain C, dlopen and callout/plugin.h. JSON is read with libjq's jv.
 *
 *   callout-mini-host PLUGIN CONFIG ACTION INPUT            an action that needs no authentication
 *   callout-mini-host PLUGIN CONFIG ACTION INPUT KIND       reads the credentials object from stdin
 *
 * Every argument but PLUGIN (an absolute path), ACTION and KIND is JSON. Prints the result on stdout, a
 * problem on stderr. Calls block: this host never offers CALLOUT_REQ_ALLOW_PENDING. */
#include <callout/plugin.h>
#include <dlfcn.h>
#include <jv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The host defines what a call is. */
struct callout_call {
  int answers;
  callout_status status;
  char* json; /* copied: the view dies when complete() returns */
  size_t length;
};

static callout_status complete(callout_call* call, callout_status status, callout_str json) {
  if (call->answers++ > 0) {
    return CALLOUT_E_PROTOCOL;
  }
  call->status = status;
  call->json = malloc(json.len + 1);
  if (call->json == NULL) {
    return CALLOUT_E_LIMIT;
  }
  if (json.len > 0) {
    memcpy(call->json, json.ptr, json.len);
  }
  call->json[json.len] = '\0';
  call->length = json.len;
  return CALLOUT_OK;
}

static uint32_t cancelled(callout_call* call) {
  (void)call;
  return 0;
}

static int64_t deadline_ns(callout_call* call) {
  (void)call;
  return INT64_MAX;
}

static int64_t now_ns(const callout_host* host) {
  struct timespec now;
  (void)host;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void progress(callout_call* call, double fraction, callout_str note) {
  (void)call;
  (void)fraction;
  (void)note;
}

static void log_line(
    const callout_host* host, callout_call* call, int32_t level, callout_str message, callout_str fields) {
  (void)host;
  (void)call;
  (void)fields;
  if (level >= CALLOUT_LOG_WARN) {
    fprintf(stderr, "plugin: %.*s\n", (int)message.len, message.len == 0 ? "" : message.ptr);
  }
}

static const void* get_extension(const callout_host* host, callout_str id) {
  (void)host;
  (void)id;
  return NULL;
}

static const callout_host host_table = {
    sizeof(callout_host),
    CALLOUT_ABI_VERSION,
    NULL,
    CALLOUT_STR_INIT("callout-mini-host"),
    CALLOUT_STR_INIT("1.0.0"),
    complete,
    cancelled,
    deadline_ns,
    now_ns,
    progress,
    log_line,
    get_extension,
};

static callout_str view(const char* text) {
  const callout_str result = {text, strlen(text)};
  return result;
}

static const callout_plugin* load(const char* path) {
  callout_entry_fn entry = NULL;
  void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void* const symbol = library == NULL ? NULL : dlsym(library, CALLOUT_ENTRY_SYMBOL);
  if (symbol == NULL) {
    fprintf(stderr, "%s\n", dlerror()); /* NOLINT(concurrency-mt-unsafe): one thread */
    return NULL;
  }
  memcpy(&entry, &symbol, sizeof(entry)); /* ISO C has no cast from void* to a function */
  return entry(&host_table);
}

/* The answer of `status` and `call`: an operation that returned an error without answering has failed. */
static int succeeded(const char* what, callout_status status, const callout_call* call) {
  const callout_status result = call->answers > 0 ? call->status : status;
  if (result < 0) {
    fprintf(stderr, "%s failed (%d): %s\n", what, (int)result, call->json == NULL ? "" : call->json);
    return 0;
  }
  return 1;
}

static void fill(callout_request* request, const char* action, const char* input) {
  memset(request, 0, sizeof(*request));
  request->struct_size = sizeof(*request);
  request->action = view(action);
  request->input = view(input);
  request->request_id = view("mini-host-1");
  request->attempt = 1;
}

/* The "session" member of what authenticate answered, as JSON text to be freed; NULL on failure. */
static char* open_session(const callout_plugin* plugin, callout_instance* instance, const char* kind) {
  char credentials[16384];
  callout_request request;
  callout_call call = {0};
  callout_status status = CALLOUT_OK;
  char* session = NULL;
  const size_t length = fread(credentials, 1, sizeof(credentials) - 1, stdin);
  credentials[length] = '\0';
  fill(&request, kind, credentials);
  status = plugin->authenticate(instance, &call, &request);
  memset(credentials, 0, sizeof(credentials));
  if (succeeded("authenticate", status, &call)) {
    const jv text =
        jv_dump_string(jv_object_get(jv_parse_sized(call.json, (int)call.length), jv_string("session")), 0);
    session = strdup(jv_string_value(text));
    jv_free(text);
  }
  free(call.json);
  return session;
}

static int
invoke(const callout_plugin* plugin, callout_instance* instance, char** arguments, const char* session) {
  callout_request request;
  callout_call call = {0};
  int done = 0;
  fill(&request, arguments[0], arguments[1]);
  request.session = view(session);
  done = succeeded(arguments[0], plugin->invoke_action(instance, &call, &request), &call);
  if (done) {
    printf("%s\n", call.json);
  }
  free(call.json);
  return done;
}

int main(int count, char** arguments) {
  const callout_plugin* plugin = NULL;
  callout_instance* instance = NULL;
  callout_call call = {0};
  char* session = NULL;
  int done = 0;
  if (count != 5 && count != 6) {
    fprintf(stderr, "usage: %s PLUGIN CONFIG ACTION INPUT [KIND < CREDENTIALS]\n", arguments[0]);
    return 2;
  }
  plugin = load(arguments[1]);
  if (plugin == NULL || !CALLOUT_HAS(plugin, callout_plugin, get_extension)) {
    fprintf(stderr, "%s is no plugin for this host\n", arguments[1]);
    return 1;
  }
  if (!succeeded("create", plugin->create(plugin, &call, view(arguments[2]), &instance), &call) ||
      instance == NULL) {
    free(call.json);
    return 1;
  }
  session = count == 6 ? open_session(plugin, instance, arguments[5]) : strdup("");
  done = session != NULL && invoke(plugin, instance, arguments + 3, session);
  free(session);
  free(call.json);
  plugin->destroy(instance);
  if (CALLOUT_HAS(plugin, callout_plugin, shutdown)) {
    plugin->shutdown(plugin);
  }
  return done ? 0 : 1;
}
