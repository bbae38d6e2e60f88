import type { Clock } from "@signalbox/clock";

/** Between the polite signal and the one that cannot be refused. */
export const KILL_GRACE_MS = 1000;

/**
 * A command and everything it started, as long as they stay in the process group the command was started in. A process
 * that makes its own session (a daemon) is out of reach.
 */
export class ProcessGroup {
  readonly #leaderPid: number;
  readonly #clock: Clock;
  #isDying = false;

  constructor(leaderPid: number, clock: Clock) {
    this.#leaderPid = leaderPid;
    this.#clock = clock;
  }

  /** Passes a signal on to every process of the group. A group that is gone is not an error. */
  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.#leaderPid, signal);
    } catch {
      // ESRCH: all have ended. EPERM: they have changed their user; nothing we may do about it.
    }
  }

  /** SIGTERM now, SIGKILL after `KILL_GRACE_MS`. */
  terminate(): void {
    this.#isDying = true;
    this.signal("SIGTERM");
    this.#clock.after(KILL_GRACE_MS, () => this.signal("SIGKILL"));
  }

  /** To be called when the leader has ended: what it left behind after `terminate` gets no grace of its own. */
  leaderEnded(): void {
    if (this.#isDying) this.signal("SIGKILL");
  }
}
