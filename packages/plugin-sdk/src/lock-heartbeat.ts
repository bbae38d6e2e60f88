import type { RenewReply } from "./cache-manager-client.js";

const MIN_INTERVAL_MS = 50;

/**
 * Renews a lock at every third of its lease until stopped, until the server says it has passed on, or until a renewal
 * fails. Never two renewals at a time. Does not keep the process alive. Returns the function that stops it.
 */
export function startHeartbeat(
  leaseSeconds: number,
  renewLock: () => Promise<RenewReply>,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
  };
  const schedule = (seconds: number): void => {
    if (isStopped) return;
    timer = setTimeout(beat, Math.max((seconds * 1000) / 3, MIN_INTERVAL_MS));
    timer.unref();
  };
  const beat = (): void => {
    renewLock().then(
      (reply) => (reply.renewed ? schedule(reply.lease ?? leaseSeconds) : stop()),
      stop, // The function goes on; its set will tell whether the lock was still ours.
    );
  };
  schedule(leaseSeconds);
  return stop;
}
