/* callout/log_filter.h - host extension "callout.log_filter/1": which log records somebody would see.
 * Plain C99. Ask for it by host->get_extension(host, CALLOUT_LOG_FILTER_ID); a host without it yields NULL,
 * and then records from CALLOUT_LOG_DEBUG up are worth making. */
#ifndef CALLOUT_LOG_FILTER_H
#define CALLOUT_LOG_FILTER_H

#include <callout/plugin.h>

#define CALLOUT_LOG_FILTER_ID "callout.log_filter/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct callout_log_filter {
  uint32_t struct_size;
  uint32_t reserved0; /* 0 */

  /* The lowest level that anybody listens to, CALLOUT_LOG_ERROR + 1 when nobody does. A record below it may
   * be left unmade: the host would drop it. `call` is the one it would belong to, or NULL. Cheap enough to
   * ask before every record. */
  int32_t(CALLOUT_CALL* lowest_level)(const callout_host* host, callout_call* call); /* [any] */
  /* -- revision 1 ends here -- */
} callout_log_filter;

#ifdef __cplusplus
}
#endif
#endif /* CALLOUT_LOG_FILTER_H */
