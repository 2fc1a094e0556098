#pragma once

/// All that a plugin author includes.

#include <callout/sdk/call.hpp>
#include <callout/sdk/definition.hpp>
#include <callout/sdk/export.hpp>
#include <callout/sdk/problem.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>
