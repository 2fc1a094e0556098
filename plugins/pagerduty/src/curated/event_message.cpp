#include "curated/event_message.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include <boost/algorithm/hex.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/header_rules.hpp>
#include <openssl/evp.h>

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr std::string_view mark = "...";  // one byte a character, however PagerDuty counts
constexpr std::size_t shortest_rest = 64; // bytes; what would be shorter is dropped

bool begins_character(char byte) {
  constexpr unsigned char top_bits = 0xC0;
  constexpr unsigned char continuation = 0x80;
  return (static_cast<unsigned char>(byte) & top_bits) != continuation;
}

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

// Where the character with this number begins.
std::size_t byte_of(std::string_view text, std::size_t character) {
  std::size_t at = 0;
  for (std::size_t seen = 0; at < text.size(); ++at) {
    if (begins_character(text[at]) && seen++ == character) {
      break;
    }
  }
  return at;
}

// At most so many bytes of the text, whole characters.
std::string_view first_bytes(std::string_view text, std::size_t most) {
  std::size_t end = std::min(most, text.size());
  while (end > 0 && end < text.size() && !begins_character(text[end])) {
    --end;
  }
  return text.substr(0, end);
}

json::object cut_entry(std::string_view pointer, std::string_view unit, std::size_t was, std::size_t now) {
  return {{"pointer", pointer},
          {"unit", unit},
          {"was", static_cast<std::int64_t>(was)},
          {"now", static_cast<std::int64_t>(now)}};
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  std::string hex;
  boost::algorithm::hex_lower(digest.begin(), digest.begin() + length, std::back_inserter(hex));
  return hex;
}

std::size_t size_of(const json::value& value) {
  return json::serialize(value).size();
}

/// The largest member of the custom details.
struct Piece {
  std::string member;
  json::value* value = nullptr;
  std::size_t size = 0;
};

Piece largest_piece(json::object& details) {
  Piece largest;
  for (auto& member : details) {
    if (const std::size_t size = size_of(member.value()); size > largest.size) {
      largest = {std::string(member.key()), &member.value(), size};
    }
  }
  return largest;
}

// Escapes make what is left larger than it looks, so the loop around may come back to it.
std::size_t shorten(Piece& piece, std::size_t excess) {
  const std::string whole(piece.value->get_string());
  const std::size_t left = piece.size - std::min(piece.size, excess);
  const std::size_t bytes = whole.size() * left / piece.size;
  const std::string_view kept = first_bytes(whole, bytes - std::min(bytes, mark.size() + 2));
  piece.value->emplace_string() = std::string(kept).append(mark);
  return size_of(*piece.value);
}

// What was cut twice stands once, with its first size.
void note(json::array& cut, const Piece& piece, std::size_t now) {
  const std::string pointer = rest::json_pointer({"custom_details", piece.member});
  for (json::value& entry : cut) {
    if (entry.at("pointer").as_string() == std::string_view(pointer)) {
      entry.as_object()["now"] = static_cast<std::int64_t>(now);
      return;
    }
  }
  cut.emplace_back(cut_entry(pointer, "bytes", piece.size, now));
}

} // namespace

void cut_summary(EventMessage& message) {
  json::value& summary = message.event.at("payload").at("summary");
  const std::string text(summary.as_string());
  const std::size_t length = characters_of(text);
  if (length > longest_summary) {
    summary = text.substr(0, byte_of(text, longest_summary - mark.size())).append(mark);
    message.cut.emplace_back(cut_entry("/summary", "characters", length, longest_summary));
  }
}

std::string fitting_dedup_key(std::string_view key) {
  constexpr std::size_t hash_length = 64;
  return characters_of(key) <= longest_dedup_key
             ? std::string(key)
             : std::string(key.substr(0, byte_of(key, longest_dedup_key - hash_length - 1))) + "/" +
                   sha256_hex(key);
}

void set_dedup_key(EventMessage& message, std::string_view key) {
  const std::string fitting = fitting_dedup_key(key);
  message.event["dedup_key"] = fitting;
  if (fitting != key) {
    json::object entry = cut_entry("/dedup_key", "characters", characters_of(key), longest_dedup_key);
    entry["sent"] = fitting;
    message.cut.emplace_back(std::move(entry));
  }
}

bool cut_details(EventMessage& message) {
  json::object none;
  json::value* const given = message.event.at("payload").as_object().if_contains("custom_details");
  json::object& details = given != nullptr ? given->as_object() : none;
  std::size_t size = size_of(message.event);
  while (size > largest_event && !details.empty()) {
    Piece piece = largest_piece(details);
    const std::size_t excess = size - largest_event;
    std::size_t now = 0;
    if (piece.value->is_string() && excess + shortest_rest < piece.size) {
      now = shorten(piece, excess);
    } else {
      details.erase(piece.member);
    }
    note(message.cut, piece, now);
    size = size_of(message.event);
  }
  return size <= largest_event;
}

std::string largest_member(const EventMessage& message) {
  std::string_view name;
  std::size_t largest = 0;
  for (const json::object* const part : {&message.event, &message.event.at("payload").as_object()}) {
    for (const auto& member : *part) {
      const std::size_t size = member.key() == "payload" ? 0 : size_of(member.value());
      name = size > largest ? std::string_view(member.key()) : name;
      largest = std::max(largest, size);
    }
  }
  return rest::json_pointer({name});
}

json::array with_addresses(const json::array& given, std::string_view member) {
  json::array entries;
  for (const json::value& entry : given) {
    entries.push_back(entry.is_string() ? json::value{{member, entry}} : entry);
  }
  return entries;
}

} // namespace callout::pagerduty::curated
