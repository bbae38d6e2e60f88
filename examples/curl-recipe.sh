#!/usr/bin/env bash
# A cached fetch in plain shell: nothing but curl. `detached` keeps the lock although curl closes its connection;
# if this script died between the two calls, the next caller would get the lock when the lease (30 s here) ends.
set -euo pipefail
coproc server { exec node packages/signalbox/bin/signalbox.mjs cache-manager --set http_server.port=0 2>/dev/null; }
read -r _ _ url <&"${server[0]}"

fetch() { echo "fetching" >&2; echo '{"load":0.42}'; }

cached() {
  local reply data
  reply=$(curl -s "$url/get_data" -d '{"namespace":"shell","key":"load","max_wait_time":30,"detached":true}')
  if [[ $reply == *'"lock":true'* ]]; then
    data=$(fetch)
    curl -s "$url/set_data" -d "{\"namespace\":\"shell\",\"key\":\"load\",\"ttl\":60,\"data\":\"${data//\"/\\\"}\"}" >/dev/null
    echo "fetched: $data"
  else
    echo "from the cache: $reply"
  fi
}

cached 2>&1
cached 2>&1
kill "$server_PID"

# Output:
# fetching
# fetched: {"load":0.42}
# from the cache: {"data":"{\"load\":0.42}","lock":false,"expiry":...}
