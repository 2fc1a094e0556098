// The one translation unit that compiles Boost's JSON and URL libraries.
#include <boost/json/src.hpp>
#include <boost/url/src.hpp>
