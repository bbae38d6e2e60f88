#!/usr/bin/env bash
# Checks a routing configuration in CI: which request must go where, and why it does.
set -euo pipefail
node packages/signalbox/bin/signalbox.mjs route test examples/router/cases.yaml

# Output:
# ok      an idle cache takes its viewers: default_host (dont_overload_cache.default_host: cpu_load_ok() is 1)
# ok      a busy one is left alone: offload_host (dont_overload_cache.default_host: cpu_load_ok() is 0)
# ok      so is one that is silent: offload_host (dont_overload_cache.default_host: cpu_load_ok() is 0)
# 3 cases, 0 failed
