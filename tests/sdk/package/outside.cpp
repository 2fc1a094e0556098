#include <callout/rest/operation.hpp>
#include <callout/sdk/plugin.hpp>

namespace {

using callout::sdk::Definition;
using callout::sdk::Reply;
using callout::sdk::Request;

struct Outside {
  explicit Outside(const boost::json::object&) {}

  Reply method(const Request&) const {
    return boost::json::value{{"method", callout::rest::method_name(callout::rest::Method::delete_)}};
  }
};

} // namespace

CALLOUT_EXPORT_PLUGIN(Definition<Outside>("com.example.outside", "1.0.0")
                          .action("method", "Name a method", R"({"type":"object"})", &Outside::method))
