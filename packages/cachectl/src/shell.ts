import type { Clock } from "@signalbox/clock";

/** A signal that asks the tool to end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** Where a command writes. `isTty` and `columns` decide about colour and width, nothing else. */
export interface Output {
  /** Resolves once the bytes are handed to the system; a reader that has gone away is not an error. */
  write(bytes: string | Uint8Array): Promise<void>;
  readonly isTty: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** Everything a command may know of the process it runs in. `main.ts` makes the real one, tests make their own. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** A function, because opening stdin here would take it from a command that is to inherit it. */
  stdin(): NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  /** Takes over the given signals until the returned function is called. Not calling it leaves the default: death. */
  onEndSignal(listener: (signal: EndSignal) => void): () => void;
}
