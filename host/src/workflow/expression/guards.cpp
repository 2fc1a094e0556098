#include "workflow/expression/guards.hpp"

namespace callout::host::workflow {
namespace {

// A definition's body still sees the built-in of the same name and another arity, and, through an alias
// that is defined before, the one it replaces.
constexpr std::string_view definitions = R"jq(
def callout_refused($name): error($name + " is not available in workflows");
def env: callout_refused("env");
def input: callout_refused("input");
def inputs: callout_refused("inputs");
def _input: callout_refused("_input");
def halt: callout_refused("halt");
def halt_error: callout_refused("halt_error");
def halt_error($code): callout_refused("halt_error");
def debug: callout_refused("debug");
def stderr: callout_refused("stderr");
def modulemeta: callout_refused("modulemeta");
def input_filename: callout_refused("input_filename");
def input_line_number: callout_refused("input_line_number");
def get_search_list: callout_refused("get_search_list");
def get_prog_origin: callout_refused("get_prog_origin");
def get_jq_origin: callout_refused("get_jq_origin");

def callout_format($format; $name):
  if ($format | type) != "string" then error($name + " needs a string as format")
  elif ($format | length) > 1000 then error($name + ": the format is longer than 1000 characters")
  else . end;
def callout_time($name):
  if type == "number" then
    if . > -62167219200 and . < 253402300800 then . else error($name + " needs a time in the years 0 to 9999") end
  elif type == "array" then
    if length < 8 or any(.[]; type != "number") then error($name + " needs a time of eight numbers")
    elif any(.[]; . < -100000 or . > 100000) then error($name + ": a part of the time is out of range")
    else . end
  else error($name + " needs a time, but got " + type) end;
def callout_strftime(f): strftime(f);
def strftime($format): callout_format($format; "strftime") | callout_time("strftime") | callout_strftime($format);
def callout_strflocaltime(f): strflocaltime(f);
def strflocaltime($format):
  callout_format($format; "strflocaltime") | callout_time("strflocaltime") | callout_strflocaltime($format);
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def todate: todateiso8601;
def callout_gmtime: gmtime;
def gmtime: if type == "number" then callout_time("gmtime") else . end | callout_gmtime;
def callout_localtime: localtime;
def localtime: if type == "number" then callout_time("localtime") else . end | callout_localtime;
def callout_mktime: mktime;
def mktime: if type == "array" then callout_time("mktime") else . end | callout_mktime;
def callout_implode: implode;
def implode:
  if type != "array" then error("implode needs an array of code points, but got " + type)
  elif all(.[]; type == "number" and . >= 0 and . <= 1114111 and (. < 55296 or . > 57343)) then callout_implode
  else error("implode needs an array of code points") end;
def callout_strindices(f): _strindices(f);
def _strindices($part):
  if type != "string" or ($part | type) != "string" then error("indices needs two strings")
  elif $part == "" then []
  else callout_strindices($part) end;
def indices($part):
  if . == null then null
  elif type == "string" and ($part | type) == "string" then _strindices($part)
  elif type == "array" and ($part | type) == "array" then .[$part]
  elif type == "array" then .[[$part]]
  else error("indices cannot look for " + ($part | type) + " in " + type) end;
def index($part): indices($part) | if . == null then null else .[0] end;
def rindex($part): indices($part) | if . == null then null else .[-1:][0] end;

def callout_order: if type == "number" and . >= -1000 and . <= 1000 then . else error("the order must be a number from -1000 to 1000") end;
def callout_jn(n; x): jn(n; x);
def jn(order; x): callout_jn(order | callout_order; x);
def callout_yn(n; x): yn(n; x);
def yn(order; x): callout_yn(order | callout_order; x);

# A NaN as the bound of a slice ends the process, so the functions that make one of a number refuse to.
def callout_finite($name): if isnan then error($name + ": the result is not a number") else . end;
def nan: callout_refused("nan");
def callout_sqrt: sqrt;
def sqrt: callout_sqrt | callout_finite("sqrt");
def callout_log: log;
def log: callout_log | callout_finite("log");
def callout_log2: log2;
def log2: callout_log2 | callout_finite("log2");
def callout_log10: log10;
def log10: callout_log10 | callout_finite("log10");
def callout_pow(x; y): pow(x; y);
def pow(x; y): callout_pow(x; y) | callout_finite("pow");
def callout_acos: acos;
def acos: callout_acos | callout_finite("acos");
def callout_asin: asin;
def asin: callout_asin | callout_finite("asin");
def infinite: callout_refused("infinite");

def callout_path:
  if type == "array" and any(.[]; type == "number" and . > 10000000) then
    error("an array index beyond 10000000 cannot be assigned to")
  else . end;
def callout_setpath(p; v): setpath(p; v);
def setpath(path; value): path as $path | value as $value | ($path | callout_path) as $path | callout_setpath($path; $value);
def _assign(paths; value): value as $value | reduce path(paths) as $path (.; setpath($path; $value));
def _modify(paths; update):
  reduce path(paths) as $path (.;
    [limit(1; getpath($path) | update)] as $new
    | if ($new | length) == 0 then delpaths([$path]) else setpath($path; $new[0]) end);
def callout_fromstream(f): fromstream(f);
def fromstream(events): callout_fromstream(events | if type == "array" then (.[0] | callout_path) as $checked | . else . end);
def callout_mod(f; g): f % g;
def _mod(left; right):
  right as $right | left as $left
  | if ($left | type) == "number" and ($left < -9e18 or $left > 9e18) then error("the number left of % is out of range")
    else callout_mod($left; $right) end;
def callout_multiply(f; g): f * g;
def _multiply(left; right):
  right as $right | left as $left
  | if ($left | type) == "string" or ($right | type) == "string" then
      ([$left, $right] | map(if type == "string" then 1 + utf8bytelength elif type == "number" then . else 0 end)) as $sizes
      | if $sizes[0] * $sizes[1] > 67108864 then error("repeating a string would make more than 64 MiB")
        else callout_multiply($left; $right) end
    else callout_multiply($left; $right) end;
)jq";

} // namespace

std::string_view guard_definitions() {
  return definitions;
}

} // namespace callout::host::workflow
