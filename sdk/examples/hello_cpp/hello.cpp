#include <callout/sdk/plugin.hpp>

using namespace callout::sdk;

struct Hello {
  explicit Hello(const boost::json::object& config) {
    if (const auto* const greeting = config.if_contains("greeting")) {
      word = greeting->as_string();
    }
  }

  Reply greet(const Request& request) const {
    return boost::json::value{
        {"text", word + ", " + std::string(request.input().at("name").as_string()) + "!"}};
  }

  std::string word = "Hello";
};

CALLOUT_EXPORT_PLUGIN(
    Definition<Hello>("com.example.hello", "1.0.0")
        .title("Hello")
        .action("greet", "Greet a person", R"({"type":"object","required":["name"]})", &Hello::greet))
