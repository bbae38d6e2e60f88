import { Counter, type Registry } from "prom-client";

/** @returns what `KeyGuard` tells of refusals */
export function keyMetrics(registry: Registry): (how: "unauthenticated" | "limited") => void {
  const refusals = new Counter({
    name: "router_api_key_refusals_total",
    help: "Requests to the REST API without the right key: unauthenticated, or limited when the peer was told to wait.",
    labelNames: ["how"],
    registers: [registry],
  });
  for (const how of ["unauthenticated", "limited"]) refusals.inc({ how }, 0);
  return (how) => refusals.inc({ how });
}
