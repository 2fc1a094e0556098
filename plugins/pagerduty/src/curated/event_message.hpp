#pragma once

/// Events as PagerDuty's Events API v2 takes them, within its limits. Pure.

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace callout::pagerduty::curated {

// Limits of the Events API v2 (developer.pagerduty.com, "Events API v2 Overview").
constexpr std::size_t longest_summary = 1024;  ///< characters
constexpr std::size_t longest_dedup_key = 255; ///< characters
constexpr std::size_t largest_event = 512'000; ///< bytes of the whole event; "512 KB" may mean 1024 of them

/// An event, and what had to be cut so that PagerDuty takes it: [{"pointer", "unit", "was", "now"}], pointers
/// into the action's input.
struct EventMessage {
  boost::json::object event;
  boost::json::array cut = {};
};

/// Shortens "/payload/summary" to its limit, at a character.
void cut_summary(EventMessage& message);

/// A key within the limit that is the same for the same text and, but for a chance of 2^-128, another for
/// another: a long one ends in its SHA-256.
std::string fitting_dedup_key(std::string_view key);

/// Gives the event the key, within its limit.
void set_dedup_key(EventMessage& message, std::string_view key);

/// Cuts or drops the largest members of "/payload/custom_details" until the whole event fits. False when it
/// still does not.
bool cut_details(EventMessage& message);

/// Pointer to the member of the action's input that makes up most of the event: "/component".
std::string largest_member(const EventMessage& message);

/// Entries of "links" and "images" from addresses: a text becomes {"<member>": text}; an object stays.
boost::json::array with_addresses(const boost::json::array& given, std::string_view member);

} // namespace callout::pagerduty::curated
