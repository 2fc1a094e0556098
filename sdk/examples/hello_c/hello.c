/* A connector in plain C with nothing but callout/plugin.h: it greets the name that it is given. */
#include <callout/plugin.h>
#include <stdio.h>
#include <string.h>

#define ACTION_ROW                                                                                           \
  "{\"name\":\"greet\",\"title\":\"Greet a person\",\"tags\":[],\"risk\":\"read\",\"idempotent\":true"

static const callout_host* host_table;

static callout_status answer(callout_call* call, callout_status status, const char* json, size_t length) {
  const callout_str text = {json, length};
  host_table->complete(call, status, text);
  return status;
}

static int equals(callout_str text, const char* expected) {
  return text.len == strlen(expected) && memcmp(text.ptr, expected, text.len) == 0;
}

static callout_status describe(const callout_plugin* self, callout_call* call, callout_str topic) {
  static const char manifest[] =
      "{\"id\":\"com.example.hello-c\",\"name\":\"hello_c\",\"title\":\"Hello in C\","
      "\"version\":\"1.0.0\",\"description\":\"Greets the name it is given.\","
      "\"config_schema\":{\"type\":\"object\"},\"authentication\":[],\"network\":[],"
      "\"test\":[{\"action\":\"greet\",\"input\":{\"name\":\"you\"}}],"
      "\"actions\":[" ACTION_ROW "}]}";
  static const char greet[] =
      ACTION_ROW ",\"description\":\"Answers the input under \\\"hello\\\".\","
                 "\"input_schema\":{\"type\":\"object\"},\"example\":{\"name\":\"you\"}}";
  (void)self;
  if (topic.len == 0) {
    return answer(call, CALLOUT_OK, manifest, sizeof(manifest) - 1);
  }
  if (equals(topic, "greet")) {
    return answer(call, CALLOUT_OK, greet, sizeof(greet) - 1);
  }
  return CALLOUT_E_UNKNOWN_ACTION;
}

/* There is nothing to configure, so every instance is the same one. */
static callout_status
create(const callout_plugin* self, callout_call* call, callout_str config, callout_instance** out) {
  (void)call;
  (void)config;
  *out = (callout_instance*)self->plugin_data;
  return CALLOUT_OK;
}

static void destroy(callout_instance* instance) {
  (void)instance;
}

static callout_status
authenticate(callout_instance* instance, callout_call* call, const callout_request* request) {
  static const char problem[] = "{\"detail\":\"hello_c needs no authentication\"}";
  (void)instance;
  (void)request;
  return answer(call, CALLOUT_E_UNSUPPORTED, problem, sizeof(problem) - 1);
}

static callout_status
invoke_action(callout_instance* instance, callout_call* call, const callout_request* request) {
  char json[1024];
  int length = 0;
  (void)instance;
  if (!equals(request->action, "greet")) {
    return CALLOUT_E_UNKNOWN_ACTION;
  }
  if (request->input.len + sizeof("{\"hello\":}") > sizeof(json)) {
    return CALLOUT_E_LIMIT;
  }
  /* The input is JSON already, so it can be a value of the answer as it is. */
  length = snprintf(json,
                    sizeof(json),
                    "{\"hello\":%.*s}",
                    (int)request->input.len,
                    request->input.len == 0 ? "" : request->input.ptr);
  return answer(call, CALLOUT_OK, json, (size_t)length);
}

static const void* get_extension(const callout_plugin* self, callout_str id) {
  (void)self;
  (void)id;
  return NULL;
}

const callout_plugin* callout_plugin_entry_v1(const callout_host* host) {
  static int nothing_to_configure;
  static callout_plugin table = {
      sizeof(callout_plugin),
      CALLOUT_ABI_VERSION,
      CALLOUT_ABI_MAKE(1, 0),
      CALLOUT_PLUGIN_CONCURRENT,
      CALLOUT_STR_INIT("com.example.hello-c"),
      CALLOUT_STR_INIT("1.0.0"),
      CALLOUT_STR_INIT("plain C"),
      &nothing_to_configure,
      describe,
      create,
      destroy,
      authenticate,
      invoke_action,
      NULL, /* cancel: it never waits */
      get_extension,
      NULL /* shutdown: it owns nothing */
  };
  host_table = host;
  return &table;
}
