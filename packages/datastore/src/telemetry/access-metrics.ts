import { Counter, Gauge, type Registry } from "prom-client";
import {
  LIST_SOURCES,
  type AccessLists,
  type ListOutcome,
  type ListSource,
} from "../access/access-lists.js";
import { SCOPES } from "../access/access-list.js";
import { REFUSALS, type AccessRefusal } from "../access/judge-caller.js";
import type { Scope } from "../api/caller.js";

const MS_PER_SECOND = 1000;
const STATUS_CLASS_DIVISOR = 100;

/** What access control and the API tell as it happens. */
export interface AccessMetrics {
  readonly onAnswered: (scope: Scope | "none", status: number) => void;
  readonly onRefused: (reason: AccessRefusal) => void;
  readonly onListOutcome: (source: ListSource, outcome: ListOutcome) => void;
  /** The lists exist only after the counters that they raise. */
  watch(lists: AccessLists): void;
}

/** Requests, refusals and the lists they are decided by. */
export function accessMetrics(registry: Registry): AccessMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: "datastore_requests_total",
    help: "Requests answered, by the right they need and the class of the status; `none`: only to be admitted.",
    labelNames: ["scope", "code"] as const,
    registers,
  });
  const refusals = new Counter({
    name: "datastore_access_refused_total",
    help: "Requests refused by access control, by reason.",
    labelNames: ["reason"] as const,
    registers,
  });
  const updates = new Counter({
    name: "datastore_whitelist_looks_total",
    help: "Looks at a list, by source and outcome; after `refused` the last good list stays in force.",
    labelNames: ["source", "outcome"] as const,
    registers,
  });
  for (const reason of REFUSALS) refusals.inc({ reason }, 0);
  for (const scope of [...SCOPES, "none"] as const)
    if (scope !== "personal") requests.inc({ scope, code: "2xx" }, 0);
  return {
    onAnswered: (scope, status) =>
      requests.inc({ scope, code: `${Math.floor(status / STATUS_CLASS_DIVISOR)}xx` }),
    onRefused: (reason) => refusals.inc({ reason }),
    onListOutcome: (source, outcome) => updates.inc({ source, outcome }),
    watch: (lists) => watchLists(registry, lists),
  };
}

function watchLists(registry: Registry, lists: AccessLists): void {
  const registers = [registry];
  new Gauge({
    name: "datastore_whitelist_age_seconds",
    help: "Time since a list was last found good, by source; no series without a list.",
    labelNames: ["source"] as const,
    registers,
    collect() {
      this.reset();
      for (const source of LIST_SOURCES) {
        const ageMs = lists.ageMs(source);
        if (ageMs !== undefined) this.set({ source }, ageMs / MS_PER_SECOND);
      }
    },
  });
  new Gauge({
    name: "datastore_whitelist_entries",
    help: "URNs in the list in force, by source.",
    labelNames: ["source"] as const,
    registers,
    collect() {
      for (const source of LIST_SOURCES) this.set({ source }, lists.sizeOf(source));
    },
  });
  new Gauge({
    name: "datastore_admitted_urns",
    help: "URNs that may do anything at all, all lists and access.writers together.",
    registers,
    collect() {
      this.set(lists.current.size);
    },
  });
}
