import type { Cancel, Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { LogEvent, Logger } from "@signalbox/telemetry";
import type { SeriesPoints } from "@signalbox/timeseries-store";
import { availabilityRound, certificateRound, pingRound, type RoundParts } from "./check-rounds.js";
import type { ExternalCheckSettings } from "./check-settings.js";
import type { PingProgram } from "./ping-rtt.js";
import { systemPing } from "./system-ping.js";
import { networkProbes, type Probes } from "./url-probe.js";

export interface ExternalCheckOptions {
  readonly settings: ExternalCheckSettings;
  /** Keeps points, and tells those who listen. */
  readonly put: (batch: readonly SeriesPoints[]) => Promise<unknown>;
  readonly clock: Clock;
  /** A number in [0, 1): rounds of several machines should not meet. */
  readonly random: () => number;
  readonly logger: Pick<Logger, "log">;
  /** Default: the network, without a client certificate. */
  readonly probes?: Probes;
  /** Default: the system's program. */
  readonly ping?: PingProgram;
}

export interface RunningExternalChecks {
  /** Points made, and points that could not be kept. */
  counts(): { readonly points: number; readonly lost: number };
  /** Breaks off what is under way, resolves once nothing is. */
  close(): Promise<void>;
}

interface Schedule {
  readonly name: string;
  readonly intervalMs: number;
  readonly round: (parts: RoundParts) => Promise<readonly SeriesPoints[]>;
  readonly isNeeded: boolean;
}

/** The first round begins within this share of its interval. */
const FIRST_SHARE = 0.1;

const roundFailed = (name: string, reason: string): LogEvent => ({
  level: "warning",
  event: "external_checks_failed",
  message: `Results of external checks (${name}) are lost: ${reason}.`,
  fields: { round: name },
});

function schedulesOf(settings: ExternalCheckSettings): readonly Schedule[] {
  const { intervalMs, pingIntervalMs, aggregates, certificates, pings } = settings;
  const all = [
    { name: "urls", intervalMs, round: availabilityRound, isNeeded: aggregates.length > 0 },
    {
      name: "certificates",
      intervalMs,
      round: certificateRound,
      isNeeded: certificates.length > 0,
    },
    { name: "pings", intervalMs: pingIntervalMs, round: pingRound, isNeeded: pings.length > 0 },
  ];
  return all.filter(({ isNeeded }) => isNeeded);
}

/** Makes the checks of an external check store on their schedules; without any, it does nothing. Close it. */
export function startExternalChecks(options: ExternalCheckOptions): RunningExternalChecks {
  const runner = new CheckRunner(options);
  for (const schedule of schedulesOf(options.settings)) runner.begin(schedule);
  return { counts: () => runner.counts(), close: () => runner.close() };
}

class CheckRunner {
  readonly #options: ExternalCheckOptions;
  readonly #end = new AbortController();
  readonly #cancels = new Map<Schedule, Cancel>();
  readonly #running = new Set<Promise<void>>();
  #points = 0;
  #lost = 0;

  constructor(options: ExternalCheckOptions) {
    this.#options = options;
  }

  begin(schedule: Schedule): void {
    const { random } = this.#options;
    this.#schedule(schedule, schedule.intervalMs * FIRST_SHARE * random());
  }

  counts(): { readonly points: number; readonly lost: number } {
    return { points: this.#points, lost: this.#lost };
  }

  async close(): Promise<void> {
    this.#end.abort();
    for (const cancel of this.#cancels.values()) cancel();
    await Promise.all(this.#running);
  }

  #schedule(schedule: Schedule, delayMs: number): void {
    const cancel = this.#options.clock.after(delayMs, () => {
      const running = this.#round(schedule);
      this.#running.add(running);
      void running.then(() => this.#running.delete(running));
    });
    this.#cancels.set(schedule, cancel);
  }

  /** The next one begins an interval after this one began, or at once when this took longer: never two at the same time. */
  async #round(schedule: Schedule): Promise<void> {
    const { settings, clock, logger, put } = this.#options;
    const { probes = networkProbes(), ping = systemPing() } = this.#options;
    const { signal } = this.#end;
    const startedMs = clock.monotonicMs();
    let made: readonly SeriesPoints[] = [];
    try {
      made = await schedule.round({ settings, probes, ping, clock, signal });
      if (made.length > 0) await put(made);
      this.#points += made.length;
    } catch (reason) {
      this.#lost += made.length;
      logger.log(roundFailed(schedule.name, AppError.from(reason).message));
    }
    if (signal.aborted) return;
    const tookMs = clock.monotonicMs() - startedMs;
    this.#schedule(schedule, Math.max(schedule.intervalMs - tookMs, 0));
  }
}
