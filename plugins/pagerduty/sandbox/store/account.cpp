#include "sandbox/store/account.hpp"

#include <algorithm>

#include "sandbox/members.hpp"
#include "sandbox/message.hpp"

namespace callout::sandbox {

std::string Account::next_id() {
  constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  // An odd factor maps the counter onto all 64-bit numbers without a repeat.
  std::uint64_t number = ++ids_given * 0x9E3779B97F4A7C15U;
  std::string id = "Q";
  for (int i = 0; i < 13; ++i) {
    id += digits[number % digits.size()];
    number /= digits.size();
  }
  return id;
}

json::object make_resource(const Account& account,
                           std::string_view collection,
                           std::string_view type,
                           std::string_view id,
                           std::string_view summary) {
  const std::string place = "/" + std::string(collection) + "/" + std::string(id);
  return json::object{{"id", id},
                      {"type", type},
                      {"summary", summary},
                      {"self", account.base_url + place},
                      {"html_url", "https://sandbox.example.com" + place}};
}

const json::object* find_user_by_email(const Account& account, std::string_view email) {
  const auto found = std::find_if(account.users.begin(), account.users.end(), [&](const json::object& user) {
    return equal_ignoring_case(text(user, "email"), email);
  });
  return found == account.users.end() ? nullptr : &*found;
}

} // namespace callout::sandbox
