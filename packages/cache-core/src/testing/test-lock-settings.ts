import type { LockSettings } from "../lock-settings.js";

/**
 * The values reference cache-manager 2.3 recommends, with `overrides` on top. For tests: a service takes its settings
 * from its configuration.
 */
export function testLockSettings(overrides: Partial<LockSettings> = {}): LockSettings {
  return {
    minLeaseMs: 5_000,
    maxLeaseMs: 120_000,
    maxWaitMs: 300_000,
    waitMarginMs: 1_000,
    onWaitTimeout: "grant",
    releaseOnDisconnect: true,
    disconnectGraceMs: 250,
    oversizeMemoryMs: 10_000,
    maxLocks: 10_000,
    maxLocksPerNamespace: 10_000,
    maxWaiters: 10_000,
    maxWaitersPerNamespace: 10_000,
    maxWaitersPerKey: 1_000,
    ...overrides,
  };
}
