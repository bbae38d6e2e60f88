import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import type { LogEvent } from "@signalbox/telemetry";
import type { SeriesPoints } from "@signalbox/timeseries-store";
import type { ExternalCheckSettings } from "../../src/external-checks/check-settings.js";
import { startExternalChecks } from "../../src/external-checks/start-external-checks.js";

const DAY_MS = 86_400_000;
const RANGE = { start: 200, end: 399, alertsInside: false };

const NOTHING: ExternalCheckSettings = {
  source: "ext",
  intervalMs: 600_000,
  pingIntervalMs: 900_000,
  atOnce: 2,
  timeoutMs: 20_000,
  aggregates: [],
  certificates: [],
  pings: [],
};

/** A network where each thing takes as long as the test says. */
class Network {
  readonly clock = new FakeClock();
  readonly made: string[] = [];
  readonly logged: LogEvent[] = [];
  /** Status by host; none: no answer ever. */
  statuses: Readonly<Record<string, number>> = {};
  underWay = 0;
  mostAtOnce = 0;
  failPut = false;

  readonly probes = {
    status: (url: URL, _verifies: boolean, signal: AbortSignal) =>
      this.#take(this.statuses[url.hostname], signal),
    certificateEnd: (host: string, _port: number, signal: AbortSignal) =>
      this.#take(host === "gone" ? undefined : this.clock.wallMs() + 30 * DAY_MS, signal),
  };

  start(settings: Partial<ExternalCheckSettings>) {
    return startExternalChecks({
      settings: { ...NOTHING, ...settings },
      put: (batch) => this.#put(batch),
      clock: this.clock,
      random: () => 0.5,
      logger: { log: (event) => this.logged.push(event) },
      probes: this.probes,
      ping: (address) => Promise.resolve(address === "b" ? "min/avg/max = 4.5/5/6 ms" : ""),
    });
  }

  async wait(ms: number): Promise<void> {
    this.clock.advance(ms);
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  }

  async #take<Value>(value: Value | undefined, signal: AbortSignal): Promise<Value> {
    this.underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
    try {
      if (value !== undefined) return await Promise.resolve(value);
      return await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
      });
    } finally {
      this.underWay -= 1;
    }
  }

  #put(batch: readonly SeriesPoints[]): Promise<void> {
    if (this.failPut) return Promise.reject(new Error("full"));
    for (const { series, ts, values } of batch) {
      const { source, objectType, event, objectId } = series;
      const ageMs = this.clock.wallMs() - (ts[0] ?? 0) / 1000;
      this.made.push(`${source} ${objectType} ${event} ${objectId} ${values[0]} ${ageMs}`);
    }
    return Promise.resolve();
  }
}

const aggregate = (id: string, ...hosts: readonly string[]) => ({
  id,
  urls: hosts.map((host) => `https://${host}/`),
  statuses: RANGE,
  verifiesServer: true,
});

describe("external checks", () => {
  test("are made soon after the start, and again an interval after", async () => {
    const network = new Network();
    network.statuses = { up: 200, moved: 302, down: 500 };
    const checks = network.start({
      aggregates: [aggregate("a", "up", "moved"), aggregate("b", "up", "down")],
      certificates: [{ id: "a", host: "up", port: 443 }],
      pings: [
        { id: "a_to_b", address: "b" },
        { id: "a_to_c", address: "c" },
      ],
    });

    await network.wait(30_000);
    expect(network.made.splice(0)).toEqual([
      "ext aggregate certificate_days_left a 30 0",
      "ext aggregate is_available a 1 0",
      "ext aggregate is_available b 0 0",
    ]);
    await network.wait(15_000);
    expect(network.made.splice(0)).toEqual([
      "ext experiment ping_rtt_ms a_to_b 4.5 0",
      "ext experiment ping_rtt_ms a_to_c -30 0",
    ]);
    await network.wait(584_999);
    expect(network.made).toEqual([]);
    await network.wait(1);
    expect(network.made).toHaveLength(3);
    await checks.close();
    expect(network.clock.pendingTimers).toBe(0);
  });

  test("that get no answer are over after their time, a few at once", async () => {
    const network = new Network();
    const hosts = ["a", "b", "c"];
    const checks = network.start({ aggregates: [aggregate("x", ...hosts)] });
    await network.wait(30_000);
    expect(network.underWay).toBe(2);
    await network.wait(20_000);
    expect(network.underWay).toBe(1);
    expect(network.made).toEqual([]);
    await network.wait(20_000);
    // 2 x 20 s ago and once now: the mean is 13.3 s ago.
    expect(network.made[0]).toMatch(/^ext aggregate is_available x 0 13333\.3/);
    expect(network.mostAtOnce).toBe(2);
    await checks.close();
  });

  test("never overlap: a round that takes longer than its interval is followed at once", async () => {
    const network = new Network();
    const checks = network.start({ aggregates: [aggregate("x", "a")], timeoutMs: 1_500_000 });
    await network.wait(30_000);
    await network.wait(1_200_000);
    expect(network.mostAtOnce).toBe(1);
    await network.wait(300_000);
    expect(network.made).toHaveLength(1);
    await network.wait(0);
    expect(network.underWay).toBe(1);
    await checks.close();
  });

  test("say nothing of a certificate that was not shown", async () => {
    const network = new Network();
    const checks = network.start({ certificates: [{ id: "a", host: "gone", port: 443 }] });
    await network.wait(30_000);
    await network.wait(20_000);
    expect(network.made).toEqual([]);
    await checks.close();
  });

  test("whose results cannot be kept are logged and counted, and go on", async () => {
    const network = new Network();
    network.statuses = { up: 200 };
    network.failPut = true;
    const checks = network.start({ aggregates: [aggregate("a", "up")] });
    await network.wait(30_000);
    expect(network.logged.map(({ event }) => event)).toEqual(["external_checks_failed"]);
    network.failPut = false;
    await network.wait(600_000);
    expect(checks.counts()).toEqual({ points: 1, lost: 1 });
    await checks.close();
  });

  test("end at once, and what is broken off has not failed", async () => {
    const network = new Network();
    const checks = network.start({ aggregates: [aggregate("a", "silent")] });
    await network.wait(30_000);
    await checks.close();
    expect(network.made).toEqual([]);
    expect(network.clock.pendingTimers).toBe(0);
  });
});
