const MEMORY_IS_FAR =
  "a million entries do not fit the processor's cache: the lookup in a bare Map alone takes 1.4 times as long with ten times the keys; the ratio lies between 1.07 and 1.29 from run to run, on both sides of the bar.";

const CLOCK_IS_READ =
  "each read of a metric also asks the clock whether it has expired, and a dotted path is looked for first: with a clock that stands still these three take 0.6 to 0.8 us in place of 0.9 to 1.1. They lie on both sides of the bar, and beyond it on a busy machine.";
const WORKING_SET_IS_FAR =
  "what the draws touch no longer fits the processor's cache, not a longer way: drawing only among the first hundred of the ten thousand takes as long as with a hundred (1.0 times; one metric 1.2), and bare Maps grow by 5 to 8 times.";
const WAITS_FOR_CORE =
  "not fully explained: by the scheduler's counters the process waited for its core in two thirds of the time it was held up, so other programs have a large part; without metrics coming in it waited nearly as long. Collections of young memory, 3 to 10 ms each, come seven times in 5 s in place of two; a young space of 4 MB shortens them to 2 or 3 ms but did not lower the 99th percentile.";

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
    "ten times a second every host of a group with health checks is looked at to count those without metrics: with that put off, a redirect takes 23 us in place of 31 where 100 hosts take 13 to 15; the rest is memory, as in the decision alone.",
  "ingest.line-gzip":
    "a compressed body is read by node:http and its streams, which cost 1.0 us for each sample of a small POST (the same POST, not compressed, sent that way: 4.4 us in place of 3.4), and inflating it costs as much again.",
  "ingest.ahead":
    "reading a line takes 0.25 us for each sample; the rest is what Telegraf leaves out when it throws metrics away: rates, the tree of each host, the changes told, and the memory for them.",
  "ingest.p99.agents": WAITS_FOR_CORE,
  "ingest.p99.aggregator":
    "a POST of 100 caches is about 10 ms of work, twice a second, and the redirects that arrive meanwhile wait for it: the slow ones lie in groups 500 ms apart, at the POSTs.",
};

export function reasonFor(id: string): string {
  return REASONS[id] ?? "no reason found yet";
}
