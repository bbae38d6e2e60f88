const MEMORY_IS_FAR =
  "a million entries do not fit the processor's cache: the lookup in a bare Map alone takes 1.4 times as long with ten times the keys; the ratio lies between 1.07 and 1.29 from run to run, on both sides of the bar.";

const CLOCK_IS_READ =
  "each read of a metric also asks the clock whether it has expired, and a dotted path is looked for first: with a clock that stands still these three take 0.6 to 0.8 us in place of 0.9 to 1.1. They lie on both sides of the bar, and beyond it on a busy machine.";
const WORKING_SET_IS_FAR =
  "what the draws touch no longer fits the processor's cache, not a longer way: drawing only among the first hundred of the ten thousand takes as long as with a hundred (1.0 times; one metric 1.2), and bare Maps grow by 5 to 8 times.";
const YOUNG_MEMORY =
  "not fully explained: collections of young memory, 3 to 10 ms each, come seven times in 5 s in place of two, and so one redirect in a hundred meets one.";
const WORKER_STARTS =
  "harsher than it will be met: scripts that nothing but the end of the worker stops come without end, each with a text of its own, so that the machine starts about five workers a second, each told all metrics; a request that itself walks through such a script waits 10 to 50 ms for it before it is barred. With one such script of each kind, asked for 20 times a second, the 99th percentile of 30 s is twice that without, and after that the same.";
const CHUNKS_ARE_DECODED =
  "PostgreSQL with everything in its memory is quicker than the 0.8 to 1.1 ms that the bar was made for. A window costs 35 to 40 us on its way to the worker thread and back (the newest hour, which lies in memory, takes no longer); the rest is fetching and decoding three chunks of 120 points, whole, for 120 points of the answer.";
const OTHERS_USE_THE_CORES =
  "the 99th percentile is that of the machine: where other processes use the two cores it lies between 0.4 and 0.9 times PostgreSQL's from run to run.";

/** Why a bar is missed, by row; printed behind the table as long as it is. */
export const REASONS: Readonly<Record<string, string>> = {
  "growth.get": MEMORY_IS_FAR,
  "growth.set": MEMORY_IS_FAR,
  "plugin.plugnpy":
    "Node's own start is most of a plugin's time; what the SDK adds is its one file and node:http.",
  "overload.peak":
    "a large body under way is held twice (the pieces received and the joined body), and the allocator keeps for later what large bodies gave back; the cache takes no more memory while the process is too large, but gives none back.",
  "conditions.compiled.health_check": CLOCK_IS_READ,
  "conditions.compiled.gt(path)": CLOCK_IS_READ,
  "conditions.compiled.expression": CLOCK_IS_READ,
  "routing-growth.drawn-chain": WORKING_SET_IS_FAR,
  "routing-growth.random": WORKING_SET_IS_FAR,
  "routing-growth.weighted": WORKING_SET_IS_FAR,
  "routing-growth.lookup": WORKING_SET_IS_FAR,
  "routing-growth.redirect-any":
    "what requests touch of ten thousand hosts does not stay in the processor's cache, as in the decision alone.",
  "ingest.ahead":
    "what Telegraf leaves out when it throws metrics away: rates, the tree of each host, the changes told; and the memory of a thousand hosts, which does not stay in the processor's cache: with 20 hosts a post takes less than half.",
  "ingest.p99.agents": YOUNG_MEMORY,
  "lua-bombs.p99.beside": WORKER_STARTS,
  "lua-bombs.p99.in-the-way": WORKER_STARTS,
  "store-window.1m.any-hour.p50": CHUNKS_ARE_DECODED,
  "store-window.10m.any-hour.p50": CHUNKS_ARE_DECODED,
  "store-window.1m.any-hour.p99": OTHERS_USE_THE_CORES,
  "store-window.10m.any-hour.p99": OTHERS_USE_THE_CORES,
  "store-window.1m.downsample.p99": OTHERS_USE_THE_CORES,
  "store-window.10m.downsample.p99": OTHERS_USE_THE_CORES,
  "datastore-data.postgresql":
    "PostgreSQL has less to do, two statements in place of twelve; it is our process that takes more: each statement has a deadline of its own, and that for the objects is built anew for each request. Alone they take 0.3 ms (points) and 0.2 ms (objects) of its CPU; the rest beyond the 0.5 ms of a request to the embedded store has not been broken down.",
  "ingest.p99.aggregator":
    "a POST of 100 caches is about 7 ms of work, twice a second, and the redirects that arrive meanwhile wait for it.",
};

export function reasonFor(id: string): string {
  return REASONS[id] ?? "no reason found yet";
}
