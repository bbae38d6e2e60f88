import type { LogEvent, Logger } from "@signalbox/telemetry";

/** Most different notices that are kept; the others are counted. */
const MAX_NOTICES = 20;
/** How often something was said again depends on how fast this machine is. */
const REPEATED = /^\d+ more lines were dropped$/;
const SHOWN = new Set(["configuration_odd", "database_missing"]);

/** What an author of a configuration should know, each thing once: what is odd about it, and what its Lua complains of. */
export class Notices implements Logger {
  readonly isDebug = false;
  readonly #seen = new Set<string>();
  #more = 0;

  log({ event, message }: LogEvent): void {
    if (SHOWN.has(event)) this.#add(message);
  }

  lua(level: string, source: string, text: string): void {
    if (REPEATED.test(text)) return;
    if (level === "critical" || level === "error" || level === "warning") {
      this.#add(`Lua ${level} in ${source}: ${text}`);
    }
  }

  /** Hands over what has gathered since the last call. */
  take(): string[] {
    const more = this.#more > 0 ? [`${this.#more} more warnings`] : [];
    const taken = [...this.#seen, ...more];
    this.#seen.clear();
    this.#more = 0;
    return taken;
  }

  child(): Logger {
    return this;
  }

  setLevel(): void {
    // There is one level.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #add(message: string): void {
    if (this.#seen.size < MAX_NOTICES) this.#seen.add(message);
    else if (!this.#seen.has(message)) this.#more++;
  }
}
