#include "plugins/instance.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "plugins/answer.hpp"

namespace callout::host {
namespace {

bool are_answered(const std::vector<std::shared_ptr<OpenCall>>& calls) {
  return std::all_of(calls.begin(), calls.end(), [](const auto& call) { return call->is_answered(); });
}

/// An instance that nobody uses any more and that calls are still open on. Its library is not shut down.
struct Leftover {
  std::shared_ptr<PluginLibrary> library;
  callout_instance* instance;
  std::vector<std::shared_ptr<OpenCall>> calls;
};

/// Keeps it until its calls are answered, which is looked at when the next one comes; else for ever.
void keep(Leftover leftover) {
  static std::mutex mutex;
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): must not be destroyed at exit
  static auto& kept = *new std::vector<Leftover>;
  std::vector<Leftover> over; // destroyed, and their libraries shut down, without the lock
  {
    const std::lock_guard lock(mutex);
    const auto first = std::partition(
        kept.begin(), kept.end(), [](const Leftover& earlier) { return !are_answered(earlier.calls); });
    std::move(first, kept.end(), std::back_inserter(over));
    kept.erase(first, kept.end());
    kept.push_back(std::move(leftover));
  }
  for (const Leftover& one : over) {
    one.library->table().destroy(one.instance);
  }
}

} // namespace

/// Waits for the turn; a plugin that is concurrent needs none. None comes once a call was given up: that call
/// is open still.
class Instance::Turn {
public:
  enum class State { granted, timed_out, refused };

  Turn(Instance& instance, const CallLimits& limits) : instance_(instance) {
    if (instance.library_->is_concurrent()) {
      return;
    }
    std::unique_lock lock(instance_.mutex_);
    const auto is_decided = [this] {
      return !instance_.is_busy_ || !instance_.abandoned_.empty();
    };
    auto& ended = instance_.turn_ended_;
    const bool in_time = limits.deadline == std::chrono::steady_clock::time_point::max()
                             ? ended.wait(lock, limits.stop, is_decided)
                             : ended.wait_until(lock, limits.stop, limits.deadline, is_decided);
    if (!instance_.abandoned_.empty()) {
      state_ = State::refused;
    } else if (!in_time) {
      state_ = State::timed_out;
    } else {
      is_taken_ = true;
      instance_.is_busy_ = true;
    }
  }

  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  ~Turn() {
    if (is_taken_) {
      const std::lock_guard lock(instance_.mutex_);
      instance_.is_busy_ = false;
      instance_.turn_ended_.notify_one();
    }
  }

  [[nodiscard]] State state() const { return state_; }

private:
  Instance& instance_;
  State state_ = State::granted;
  bool is_taken_ = false;
};

Result<std::shared_ptr<Instance>>
Instance::create(std::shared_ptr<PluginLibrary> library, std::string_view config, const LogChannel& log) {
  const auto call = OpenCall::open({.input = Secret(config)}, {.log = log});
  const callout_plugin& table = library->table();
  callout_instance* made = nullptr;
  auto outcome = call->run(
      [&](OpenCall& open) {
        const std::string_view text = open.data().input.view();
        return table.create(&table, open.handle(), {text.data(), text.size()}, &made);
      },
      {});
  if (outcome.returned < 0) {
    return failure_of(std::move(outcome), {}, library->name() + ": create");
  }
  if (made == nullptr || outcome.returned == CALLOUT_PENDING) {
    return broken_contract(library->name() + ": create", "it returned success without an instance");
  }
  return std::make_shared<Instance>(std::move(library), made, log);
}

Instance::Instance(std::shared_ptr<PluginLibrary> library, callout_instance* instance, LogChannel log)
    : library_(std::move(library)), instance_(instance), log_(std::move(log)) {}

Instance::~Instance() {
  if (are_answered(abandoned_)) {
    library_->table().destroy(instance_);
  } else {
    keep({library_, instance_, std::move(abandoned_)});
  }
}

Instance::Reply Instance::authenticate(CallData data, const CallLimits& limits) {
  return run(library_->table().authenticate, std::move(data), limits);
}

Instance::Reply Instance::invoke(CallData data, const CallLimits& limits) {
  return run(library_->table().invoke_action, std::move(data), limits);
}

bool Instance::is_quarantined() const {
  const std::lock_guard lock(mutex_);
  return !abandoned_.empty();
}

bool Instance::has_open_calls() const {
  const std::lock_guard lock(mutex_);
  return !are_answered(abandoned_);
}

Instance::Reply Instance::run(Slot slot, CallData data, const CallLimits& limits) {
  const std::string subject = library_->name() + "." + data.action;
  const Turn turn(*this, limits);
  if (turn.state() == Turn::State::refused) {
    return std::nullopt;
  }
  if (turn.state() == Turn::State::timed_out) {
    const bool is_stopped = limits.stop.stop_requested();
    return make_failure(is_stopped ? CALLOUT_E_CANCELLED : CALLOUT_E_DEADLINE,
                        subject + (is_stopped ? ": cancelled" : ": the deadline passed") +
                            " while it waited for another call of the plugin to end");
  }
  const auto call = OpenCall::open(std::move(data),
                                   {.limits = limits, .log = log_, .allows_pending = library_->is_async()});
  auto outcome = call->run([&](OpenCall& open) { return slot(instance_, open.handle(), open.request()); },
                           cancel_slot());
  if (outcome.abandoned != nullptr) {
    const std::lock_guard lock(mutex_);
    abandoned_.push_back(outcome.abandoned);
    turn_ended_.notify_all(); // for who waits, here it never does
  }
  return result_of(std::move(outcome), limits, subject);
}

OpenCall::Cancel Instance::cancel_slot() const {
  if (library_->table().cancel == nullptr) {
    return {};
  }
  return [this](callout_call* call) {
    library_->table().cancel(instance_, call);
  };
}

} // namespace callout::host
