import { Readable } from "node:stream";
import { systemClock, type Clock } from "@signalbox/clock";
import type { EndSignal, Output, Shell } from "../src/index.js";

/** A shell whose output is kept, and whose signals a test sends. */
export interface TestShell extends Shell {
  out(): Buffer;
  outText(): string;
  errText(): string;
  sendSignal(signal: EndSignal): void;
  /** Resolves once at least one listener waits for a signal and `text` has been written to stdout or stderr. */
  written(text: string): Promise<void>;
}

class KeptOutput implements Output {
  readonly isTty: boolean;
  readonly columns = 100;
  readonly rows = 24;
  readonly #chunks: Buffer[] = [];
  readonly #onWrite: () => void;

  constructor(onWrite: () => void, isTty: boolean) {
    this.#onWrite = onWrite;
    this.isTty = isTty;
  }

  write(bytes: string | Uint8Array): Promise<void> {
    this.#chunks.push(Buffer.from(typeof bytes === "string" ? Buffer.from(bytes) : bytes));
    this.#onWrite();
    return Promise.resolve();
  }

  all(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

interface TestShellOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdin?: string | Buffer;
  readonly clock?: Clock;
  /** Whether stdout claims to be a terminal; default false. */
  readonly isTty?: boolean;
}

/** Everything in memory; the commands it starts are real. */
export function aShell(options: TestShellOptions = {}): TestShell {
  const listeners = new Set<(signal: EndSignal) => void>();
  const watchers = new Set<() => void>();
  const notify = (): void => watchers.forEach((watch) => watch());
  const stdout = new KeptOutput(notify, options.isTty ?? false);
  const stderr = new KeptOutput(notify, false);
  const has = (text: string) =>
    `${stdout.all().toString()}${stderr.all().toString()}`.includes(text);
  return {
    env: { PATH: process.env["PATH"], ...options.env },
    cwd: options.cwd ?? process.cwd(),
    stdin: () => Readable.from([Buffer.from(options.stdin ?? "")]),
    stdout,
    stderr,
    clock: options.clock ?? systemClock,
    onEndSignal: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    out: () => stdout.all(),
    outText: () => stdout.all().toString(),
    errText: () => stderr.all().toString(),
    sendSignal: (signal) => listeners.forEach((listener) => listener(signal)),
    written: (text) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (has(text)) resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}
