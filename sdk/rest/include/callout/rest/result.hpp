#pragma once

#include <boost/system/result.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::rest {

/// A value, or the problem to answer the call with. Test it before use; never call value().
template <class T>
using Result = boost::system::result<T, sdk::Problem>;

} // namespace callout::rest
