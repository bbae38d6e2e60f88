import type { Clock } from "@signalbox/clock";
import type { ConnectionTable } from "./connection-table.js";
import type { Listener } from "./listener.js";
import type { ServerHooks } from "./server-hooks.js";

/** How long an idle connection may still bring a request that was under way when the drain began, in milliseconds. */
const IDLE_GRACE_MS = 200;

/**
 * Stops accepting, lets `onDrain` answer what is parked, and ends every connection after its reply; idle ones after a short
 * grace, the rest after `drainMs`. Resolves when no connection is left.
 */
export async function drain(options: {
  listener: Listener;
  connections: ConnectionTable;
  hooks: ServerHooks;
  clock: Clock;
  drainMs: number;
  onDrain: readonly (() => void)[];
}): Promise<void> {
  const { listener, connections, hooks, clock, drainMs } = options;
  hooks.isDraining = true;
  const allEnded = new Promise<void>((resolve) => listener.server.close(() => resolve()));
  for (const fn of options.onDrain) runSafely(fn, hooks);
  const timers = [
    clock.after(Math.min(IDLE_GRACE_MS, drainMs), () => finishIdle(connections)),
    clock.after(drainMs, () => {
      cutAll(connections);
      listener.cutHandshakes();
    }),
  ];
  await allEnded;
  await connections.whenEmpty();
  for (const cancel of timers) cancel();
}

function finishIdle(connections: ConnectionTable): void {
  for (const connection of connections.all()) {
    const isIdle = connection.pendingReplies === 0 && !connection.isReceiving;
    if (isIdle) connection.finish();
  }
}

function cutAll(connections: ConnectionTable): void {
  for (const connection of connections.all()) connection.cut();
}

function runSafely(fn: () => void, hooks: ServerHooks): void {
  try {
    fn();
  } catch (error) {
    hooks.failed(error);
  }
}
