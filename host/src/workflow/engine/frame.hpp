#pragma once

#include <string_view>
#include <utility>

#include "workflow/engine/run.hpp"

namespace callout::host::workflow {

class Run::Frame {
public:
  explicit Frame(Run& run)
      : run_(run), input_(run.slots_[slot::input]), task_(run.slots_[slot::task]), instance_(run.instance_) {}

  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  ~Frame() {
    run_.slots_[slot::input] = std::move(input_);
    run_.slots_[slot::task] = std::move(task_);
    run_.instance_ = instance_;
  }

private:
  Run& run_;
  Value input_;
  Value task_;
  std::string_view instance_;
};

} // namespace callout::host::workflow
