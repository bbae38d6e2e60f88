// What `npm start` runs: the services on their defaults, and a first thing to try.
import { processIo } from "@signalbox/config";
import { dispatch } from "signalbox";

const io = processIo(process);

function welcome(urls) {
  const url = urls[0];
  process.stdout.write(`
The cache manager serves at ${url}. Try, in two other terminals at the same time:

  curl -s ${url}/get_data -d '{"namespace":"demo","key":"k","max_wait_time":30,"detached":true}'

One is told "lock":true: it is to fetch the data. The other is held until somebody sets it:

  curl -s ${url}/set_data -d '{"namespace":"demo","key":"k","data":"hello","ttl":60}'

State: ${url}/status   Metrics: ${url}/metrics   End: Ctrl-C
`);
}

process.exitCode = await dispatch({
  ...io,
  argv: ["cache-manager", ...process.argv.slice(2)],
  onReady: welcome,
});
