#!/usr/bin/env bash
# Any plugin, cached without a change: the second call replays output and exit code of the first.
set -euo pipefail
coproc server { exec node packages/signalbox/bin/signalbox.mjs cache-manager --set http_server.port=0 2>/dev/null; }
read -r _ _ url <&"${server[0]}"
export OPSVIEW_CACHE_MANAGER_HOST=127.0.0.1 OPSVIEW_CACHE_MANAGER_PORT=${url##*:}

count=$(mktemp)
wrapped() {
  node packages/cachectl/bin/cachectl.mjs run --ttl 60 -- \
    sh -c "echo run >>$count; echo 'DISK WARNING - 91% used | used=91%;90;95'; exit 1" || echo "exit code $?"
}

wrapped
wrapped
echo "the plugin ran $(wc -l <"$count") time"
rm "$count"
kill "$server_PID"

# Output:
# DISK WARNING - 91% used | used=91%;90;95
# exit code 1
# DISK WARNING - 91% used | used=91%;90;95
# exit code 1
# the plugin ran 1 time
