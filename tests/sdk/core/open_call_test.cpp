#include <memory>

#include <callout/sdk/call.hpp>
#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout::sdk;

struct Fixture {
  testing::FakeHost host;
  callout_call raw_call;
  callout_request raw_request{};
  OpenCalls open;

  Call make() {
    auto request = std::make_unique<const Request>(*host.table(), raw_call, raw_request);
    open.add(&raw_call, request->stop_source());
    return {*host.table(), raw_call, open, std::move(request)};
  }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "call: a moved-from call does not answer") {
  {
    Call first = make();
    Call second = std::move(first);
    std::move(second).reply(boost::json::value(7));
  }
  CHECK(raw_call.answer.answers == 1);
  CHECK(raw_call.answer.text == "7");
}

TEST_CASE_FIXTURE(Fixture, "call: one that is destroyed unanswered fails") {
  { const Call call = make(); }
  CHECK(raw_call.answer.answers == 1);
  CHECK(raw_call.answer.status == CALLOUT_E_INTERNAL);
}

TEST_CASE_FIXTURE(Fixture, "open calls: cancel wakes the call that is meant, and none that is gone") {
  callout_call other;
  std::stop_source other_stop;
  open.add(&other, other_stop);
  Call call = make();
  const std::stop_token stop = call.request().wait_limit().stop;
  open.cancel(&raw_call);
  CHECK(stop.stop_requested());
  CHECK_FALSE(other_stop.stop_requested());
  std::move(call).reply(make_problem(CALLOUT_E_CANCELLED, "stopped"));
  open.cancel(&raw_call); // answered: nothing to wake
  CHECK(raw_call.answer.answers == 1);
}
