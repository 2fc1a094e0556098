#include "yaml/text_fault.hpp"

#include <algorithm>
#include <iterator>

#include <boost/locale/utf.hpp>

namespace callout::host {
namespace {

using boost::locale::utf::code_point;

bool is_forbidden(code_point point) {
  return (point < 0x20 && point != '\t' && point != '\n' && point != '\r') || point == 0x7f;
}

} // namespace

std::optional<TextFault> find_text_fault(std::string_view text) {
  YamlPlace place;
  for (const char* at = text.begin(); at != text.end();) {
    const code_point point = boost::locale::utf::utf_traits<char>::decode(at, text.end());
    if (!boost::locale::utf::is_valid_codepoint(point)) {
      return TextFault{place, "the text is not UTF-8"};
    }
    if (is_forbidden(point)) {
      return TextFault{place, "a control character, which YAML does not allow; escape it in double quotes"};
    }
    place = point == '\n' ? YamlPlace{place.line + 1, 1} : YamlPlace{place.line, place.column + 1};
  }
  return std::nullopt;
}

std::string whole_text(std::string text) {
  if (find_text_fault(text)) {
    std::erase_if(text, [](char letter) { return static_cast<unsigned char>(letter) >= 0x80; });
  }
  return text;
}

std::string encode_stray_bytes(std::string_view text) {
  std::string encoded;
  for (const char* at = text.begin(); at != text.end();) {
    const char* const begin = at;
    if (boost::locale::utf::is_valid_codepoint(
            boost::locale::utf::utf_traits<char>::decode(at, text.end()))) {
      encoded.append(begin, at);
    } else {
      at = std::next(begin);
      boost::locale::utf::utf_traits<char>::encode(static_cast<unsigned char>(*begin),
                                                   std::back_inserter(encoded));
    }
  }
  return encoded;
}

} // namespace callout::host
