// Telling PagerDuty's webhooks from others'.
#include "curated/members.hpp"
#include "curated/webhook_actions.hpp"
#include "curated/webhook_signature.hpp"

namespace callout::pagerduty::curated {

namespace json = boost::json;

sdk::Reply verify_webhook(Api& api, const json::object& input) {
  const std::string_view header = text_of(input, "signature");
  if (header.find("v1=") == std::string_view::npos) {
    return api.refuse("/signature",
                      "holds no signature of version v1",
                      "Give the value of the header X-PagerDuty-Signature: v1=..., perhaps several.");
  }
  if (!is_signed(text_of(input, "payload"), header, text_of(input, "secret"))) {
    sdk::Problem problem = sdk::make_problem(
        CALLOUT_E_PERMISSION_DENIED,
        api.name() + ": no signature fits payload and secret, so the webhook is not PagerDuty's",
        "Give the payload byte for byte as it came, and the secret of this subscription. Do not act on it.");
    problem.members["pointer"] = "/signature";
    return problem;
  }
  return json::value{{"valid", true}};
}

} // namespace callout::pagerduty::curated
