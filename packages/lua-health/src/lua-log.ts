import { Buffer } from "node:buffer";
import type { Clock } from "@signalbox/clock";

export type LuaLogLevel = "critical" | "error" | "warning" | "info" | "debug" | "trace";

/** Takes one line. `source` names the script: a gate by its text, a file by its path, a hook by its name. */
export type LuaLog = (level: LuaLogLevel, source: string, text: string) => void;

export interface BoundedLogOptions {
  readonly clock: Clock;
  readonly log: LuaLog;
  readonly maxLineBytes: number;
  readonly maxLinesPerSecond: number;
}

interface Window {
  readonly sinceMs: number;
  written: number;
  dropped: number;
}

const WINDOW_MS = 1000;
const MAX_SOURCES = 10_000;
const LEVELS: ReadonlySet<string> = new Set<LuaLogLevel>([
  "critical",
  "error",
  "warning",
  "info",
  "debug",
  "trace",
]);
const isLevel = (level: string): level is LuaLogLevel => LEVELS.has(level);
// eslint-disable-next-line no-control-regex -- control characters are what must not pass
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]+/g;

/** Cuts and thins out what scripts say: 4 KiB a line and 100 lines a second per source by default (cdn-router 5.8). */
export class BoundedLog {
  readonly #options: BoundedLogOptions;
  readonly #windows = new Map<string, Window>();

  constructor(options: BoundedLogOptions) {
    this.#options = options;
  }

  /** @param level An unknown one counts as `info`. @param dropped Lines that were left out before this one. */
  write(level: string, source: string, text: string): void {
    const window = this.#window(source);
    if (window.written >= this.#options.maxLinesPerSecond) {
      window.dropped += 1;
      return;
    }
    window.written += 1;
    this.#options.log(isLevel(level) ? level : "info", source, this.#cut(text));
  }

  /** Counts lines that never got here. */
  drop(source: string, lines: number): void {
    if (lines > 0) this.#window(source).dropped += lines;
  }

  #window(source: string): Window {
    const nowMs = this.#options.clock.monotonicMs();
    const known = this.#windows.get(source);
    if (known !== undefined && nowMs - known.sinceMs < WINDOW_MS) return known;
    if (known !== undefined && known.dropped > 0)
      this.#options.log("warning", source, `${known.dropped} more lines were dropped`);
    if (this.#windows.size >= MAX_SOURCES) this.#windows.clear();
    const fresh = { sinceMs: nowMs, written: 0, dropped: 0 };
    this.#windows.set(source, fresh);
    return fresh;
  }

  #cut(text: string): string {
    const { maxLineBytes } = this.#options;
    const line = text.replace(CONTROL, " ");
    if (Buffer.byteLength(line) <= maxLineBytes) return line;
    return Buffer.from(line)
      .subarray(0, maxLineBytes)
      .toString("utf8")
      .replace(/\ufffd$/, "");
  }
}
