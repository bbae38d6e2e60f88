import type { Host } from "@signalbox/routing";

/** What this package needs of a host of the routing plan. */
export type PlanHost = Pick<Host, "index" | "name" | "hostname">;

/** A host with the keys under which its metrics are looked for. */
export interface HostInfo {
  readonly hostname: string;
  /** `hostname`, `name`, `hostname` up to its first dot; first present wins (reference cdn-router 2.4). */
  readonly names: readonly string[];
}

export function hostInfo({ name, hostname }: PlanHost): HostInfo {
  const [label = ""] = hostname.split(".", 1);
  const names = [...new Set([hostname, name, label])].filter((key) => key !== "");
  return { hostname, names };
}
