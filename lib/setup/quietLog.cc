// Part of the addon: TensorFlow writes some notices through Abseil's log before anyone could set it up, and they ignore
// TF_CPP_MIN_LOG_LEVEL. Loading the addon makes them follow it (0 all, 1 warnings, 2 errors, 3 fatal ones only).
// On Linux this runs before TensorFlow's own initialisers (the addon is linked with `initfirst`), so it may use nothing
// but the minimum level, a constant-initialised atomic.
#include <algorithm>
#include <cstdlib>

#include "absl/log/globals.h"

namespace {

bool FollowLogLevel() {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level == nullptr) return false;
  absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(std::clamp(std::atoi(level), 0, 3)));
  return true;
}

[[maybe_unused]] const bool follows_log_level = FollowLogLevel();

}  // namespace
