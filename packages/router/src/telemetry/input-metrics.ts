import type { InputStore } from "@signalbox/selection-input";
import type { Registry } from "prom-client";
import type { RouterCore } from "../core/router-core.js";
import { hostsOf } from "../rest/timestamped-hosts.js";
import type { ExpiredLeaves } from "./expired-leaves.js";
import { HostHealth } from "./host-health.js";
import { MAX_SERIES, readCounter, readGauge } from "./read-metric.js";

const MS_PER_SECOND = 1_000;
const BOUND = `at most ${MAX_SERIES.toLocaleString("en")} of them`;

/** What is known of hosts, and how well. Source: reference cdn-router 7.3. */
export function inputMetrics(
  registry: Registry,
  core: Pick<RouterCore, "input" | "state">,
  expired: ExpiredLeaves,
): void {
  const health = new HostHealth();
  readGauge(registry, {
    name: "router_host_healthy",
    help: `1 for each configured host that may take clients, 0 for one that may not; ${BOUND}.`,
    labels: ["host"],
    samples: () =>
      [...health.of(core.state, MAX_SERIES)].map(([host, isHealthy]) => ({
        labels: { host },
        value: Number(isHealthy),
      })),
  });
  readGauge(registry, {
    name: "router_selection_input_age_seconds",
    help: `Seconds since the last metrics of each host arrived; ${BOUND}.`,
    labels: ["key"],
    samples: () => ages(core.input),
  });
  readCounter(registry, {
    name: "router_selection_input_expired_total",
    help: `Values that expired, by top-level key; ${BOUND}, those of further keys under an empty name.`,
    labels: ["key"],
    samples: () => [...expired.byKey].map(([key, value]) => ({ labels: { key }, value })),
  });
}

function ages(input: InputStore) {
  return hostsOf(input)
    .slice(0, MAX_SERIES)
    .flatMap((key) => {
      const age = input.ages([key]);
      return age ? [{ labels: { key }, value: age.newestMs / MS_PER_SECOND }] : [];
    });
}
