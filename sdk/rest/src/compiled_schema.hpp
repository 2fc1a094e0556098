#pragma once

#include <memory>

#include <boost/json/value.hpp>

namespace callout::rest {

/// A JSON Schema (draft 7) ready for use, as often and from as many threads as wanted.
class CompiledSchema {
public:
  /// `format` and `pattern` are ignored, and `oneOf` is read as `anyOf`. References are "#/..." into `schema`
  /// itself.
  /// Throws std::runtime_error for what is no schema.
  explicit CompiledSchema(const boost::json::value& schema);
  ~CompiledSchema();

  CompiledSchema(const CompiledSchema&) = delete;
  CompiledSchema& operator=(const CompiledSchema&) = delete;

  enum class Verdict { accepted, refused, undecided };

  /// Undecided: the schema has a pattern and nothing else refuses the value, or the value holds what the
  /// library cannot compare, such as an integer beyond 64 signed bits.
  [[nodiscard]] Verdict judge(const boost::json::value& value) const;

private:
  class Library;

  std::unique_ptr<Library> library_;
};

} // namespace callout::rest
