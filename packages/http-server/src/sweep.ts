import type { Cancel, Clock } from "@signalbox/clock";
import type { ConnectionTable } from "./connection-table.js";
import type { HttpConnection } from "./connection.js";
import type { HttpLimits } from "./limits.js";
import type { ServerHooks } from "./server-hooks.js";

/**
 * One timer for the deadlines of all connections that Node does not watch itself: idle connections, replies nobody takes, and client
 * certificates that expired while the connection was open. Returns the function that stops it.
 */
export function startSweep(options: {
  clock: Clock;
  limits: HttpLimits;
  connections: ConnectionTable;
  hooks: ServerHooks;
}): Cancel {
  const { clock, limits, connections, hooks } = options;
  let cancel: Cancel = () => undefined;
  const arm = (): void => {
    cancel = clock.after(limits.sweepMs, () => {
      for (const connection of connections.all()) sweepOne(connection, limits, hooks);
      arm();
    });
  };
  arm();
  return () => cancel();
}

function sweepOne(connection: HttpConnection, limits: HttpLimits, hooks: ServerHooks): void {
  const nowMs = hooks.clock.monotonicMs();
  if (connection.isCertificateOver()) {
    hooks.refused("certificate");
    connection.cut();
  } else if (connection.outputStalledMs(nowMs) > limits.bodyTimeoutMs) {
    hooks.refused("slow_reader");
    connection.cut();
  } else if (connection.idleMs(nowMs) >= limits.keepAliveTimeoutMs) connection.finish();
  else connection.reader?.sweep(nowMs);
}
