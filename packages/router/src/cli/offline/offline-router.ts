import type { Clock } from "@signalbox/clock";
import { UsageError } from "@signalbox/command-line";
import { AppError } from "@signalbox/errors";
import { LuaFiles, startLuaEngine } from "@signalbox/lua-health";
import { noGeo, SecurityToken, Subnets } from "@signalbox/routing";
import { InputStore } from "@signalbox/selection-input";
import { RouterCore } from "../../core/router-core.js";
import { Notices } from "./notices.js";
import { OfflineClock } from "./offline-clock.js";

/**
 * Nobody waits here, and a busy machine must not decide otherwise than an idle one: what ends a script is the number of its
 * steps, as in a router, and time only when something is stuck.
 */
const UNHURRIED = { evaluationMs: 5_000, graceMs: 5_000, loadMs: 30_000, maxWaitMs: 300_000 };

type Fields = Readonly<Record<string, unknown>>;

/** As many leaves as a router holds of metrics. */
const MAX_LEAVES = 1_000_000;
/** Longer than anything derived from metrics is relied on. */
const SETTLING_MS = 60_000;

/**
 * A router without sockets, files and time: one configuration, and metrics that never get old. There are no subnets, no custom
 * Lua files, no GeoIP databases and no secret for tokens.
 */
export class OfflineRouter {
  readonly #clock: OfflineClock;

  private constructor(
    readonly core: RouterCore,
    readonly notices: Notices,
    clock: OfflineClock,
  ) {
    this.#clock = clock;
  }

  /**
   * @param where what to call the configuration in errors
   * @throws UsageError for a configuration that cannot be used
   */
  static async start(document: unknown, where: string, clock: Clock): Promise<OfflineRouter> {
    const offlineClock = new OfflineClock(clock);
    const notices = new Notices();
    const options = coreOptions(offlineClock, notices);
    try {
      const core = await RouterCore.start(options, document);
      return new OfflineRouter(core, notices, offlineClock);
    } catch (error) {
      const { code, message } = AppError.from(error);
      if (code !== "invalid_argument") throw error;
      throw new UsageError(`${where}: ${message}`, { cause: error });
    }
  }

  /**
   * Replaces all metrics; nothing of what was before is remembered, damping included.
   *
   * @param more laid over them: objects merge at every level, null removes
   * @throws UsageError for metrics that a router would refuse
   */
  setMetrics(metrics: Fields, where: string, more: Fields = {}): void {
    const { plain } = this.core.input;
    this.#clock.advance(SETTLING_MS);
    plain.load({});
    try {
      // In one write: with two, the first would count for damped health.
      plain.load(this.#merged(metrics, more));
    } catch (error) {
      throw new UsageError(`${where}: ${AppError.from(error).message}`, { cause: error });
    }
  }

  #merged(metrics: Fields, more: Fields): unknown {
    const { plain } = newInput(this.#clock);
    plain.load(metrics);
    plain.merge([], more);
    return plain.snapshot();
  }

  close(): Promise<void> {
    return this.core.close();
  }
}

function coreOptions(
  clock: OfflineClock,
  notices: Notices,
): Parameters<typeof RouterCore.start>[0] {
  const input = newInput(clock);
  return {
    clock,
    log: notices,
    input,
    subnets: new Subnets({ maxSubnets: 1 }),
    geo: noGeo,
    token: new SecurityToken({ secret: "", clock }),
    startEngine: (onMissingMetrics) =>
      startLuaEngine({
        clock,
        input,
        log: (level, source, text) => notices.lua(level, source, text),
        limits: UNHURRIED,
        settings: { onMissingMetrics },
      }),
    luaFiles: LuaFiles.empty(),
    save: () => Promise.resolve(),
  };
}

/** For the plain part only: it never expires, which is what metrics of a file should do. */
const newInput = (clock: Clock): InputStore =>
  new InputStore({ clock, limits: { maxPlainLeaves: MAX_LEAVES } });
