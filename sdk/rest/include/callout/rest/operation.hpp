#pragma once

/// One REST operation as data. A connector is a table of these rows plus policy; the mechanism that
/// sends them knows none by name.

#include <cstdint>
#include <span>
#include <string_view>

namespace callout::rest {

// NOLINTNEXTLINE(readability-identifier-naming): delete is a keyword
enum class Method : std::uint8_t { get, head, post, put, patch, delete_ };

/// The method as HTTP spells it ("GET").
std::string_view method_name(Method method);

enum class Location : std::uint8_t { path, query, header };

/// How a query parameter that takes a list is written.
enum class ListStyle : std::uint8_t {
  none,   ///< takes one value
  repeat, ///< the key once per value
  comma   ///< one key, values joined by commas
};

/// A path, query or header parameter.
struct Parameter {
  std::string_view name = {};      ///< as the caller writes it: "statuses", "from"
  std::string_view wire_name = {}; ///< as it is sent: "statuses[]", "From"
  Location location = Location::query;
  ListStyle list = ListStyle::none;
  bool required = false;
  std::string_view schema = {}; ///< JSON Schema of the value, as JSON text
};

/// What a caller should fear: nothing, a change, or a loss.
enum class Risk : std::uint8_t { read, write, destructive };

/// How further pages are asked for; the names are those of the parameters involved.
enum class Paging : std::uint8_t {
  none,
  offset,         ///< offset, limit; the answer says `more`
  offset_no_more, ///< offset, limit; the answer does not say whether there is more
  cursor,         ///< cursor, limit; the answer says next_cursor
  after,          ///< after / before cursors
  starting_after, ///< starting_after, limit in the body
  limit_only      ///< limit, no way to go on
};

/// A row of a catalog. All views point to static storage.
struct Operation {
  std::string_view id = {};    ///< the action's name: "listIncidents"
  std::string_view title = {}; ///< a few words for people
  std::string_view tag = {};   ///< the group it is listed under
  Method method = Method::get;
  std::string_view path = {}; ///< template below the base URL: "/incidents/{id}"
  std::span<const Parameter> parameters{};
  std::string_view body{}; ///< name of the body's schema in Catalog::schemas; empty: no body
  /// Media type of the body. For anything but JSON the body is one string, sent as it is.
  std::string_view content_type = "application/json";
  bool body_required = false;
  std::string_view accept{};       ///< value of the Accept header
  std::string_view early_access{}; ///< value of X-EARLY-ACCESS, or empty
  std::string_view scope{};        ///< the OAuth scope it needs, or empty
  Risk risk = Risk::read;
  bool idempotent = false; ///< sending it twice does what sending it once does
  bool deprecated = false;
  bool own_limit = false; ///< has a rate limit of its own, below the account's
  Paging paging = Paging::none;
  /// The member of the answer that holds the list, or empty where the answer has none or several. "{name}"
  /// stands for the value of that path parameter.
  std::string_view items{};
  std::uint16_t success = 200; ///< the lowest status it documents for success
  /// JSON pointer into the body: the member whose value makes a repetition recognisable to the other side
  /// ("/incident/incident_key"), or empty. A request that carries it may be sent twice.
  std::string_view idempotency_key{};
};

/// A JSON Schema by name. Its references are `{"$ref": "#/$defs/<name>"}` to other entries of the table.
struct NamedSchema {
  std::string_view name = {};
  std::string_view json = {};
};

/// Both tables are sorted by id and by name.
struct Catalog {
  std::span<const Operation> operations = {};
  std::span<const NamedSchema> schemas = {};

  /// The row with this id, or nullptr.
  [[nodiscard]] const Operation* find(std::string_view id) const;
  /// The schema with this name as JSON text, or an empty view.
  [[nodiscard]] std::string_view schema(std::string_view name) const;
};

} // namespace callout::rest
