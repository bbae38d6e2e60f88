import type { Writable } from "node:stream";
import type { Static, TSchema } from "typebox";
import type { Environment, ReadTextFile } from "./layers.js";

/** What a service is handed beside its configuration. */
export interface StartContext {
  /** `-d` or `--debug` was given. */
  readonly debug: boolean;
  /** Where logs go; stdout belongs to the ready line. */
  readonly stderr: Writable;
  readonly env: Environment;
}

/** A service that serves. */
export interface RunningService<Config> {
  /** Where it can be reached, printed on the ready line. */
  readonly urls: readonly string[];
  /** Takes a new, valid configuration. Rejecting keeps the service running; the reason is reported. */
  reload(config: Config): Promise<void>;
  /** Told why a reload asked for did not happen; it was said on stderr already. */
  onReloadFailed?(problems: readonly string[]): void;
  /** Stops accepting, drains, releases everything. Called once. */
  close(): Promise<void>;
  /** Resolves if the service fails while running; it is then closed and the process exits 1. */
  readonly failed?: Promise<Error>;
}

/** All the command-line contract needs to know of a service. */
export interface ServiceDefinition<Schema extends TSchema> {
  /** As typed by the user and printed on the ready line: `cache-manager`. */
  readonly name: string;
  /** One sentence for `--help`. */
  readonly summary: string;
  /** Printed at the end of `--help`: what the same command does beside serving. */
  readonly helpNotes?: string;
  readonly version: string;
  readonly schema: Schema;
  /** Read when no `--config` is given, and only if it exists. */
  readonly defaultConfigPath?: string;
  /** Problems between settings that are each fine alone. */
  readonly rules?: (config: Static<Schema>) => readonly string[];
  /** What `--check-config` looks at beside the settings: files that they name. Rejects with what is wrong. */
  readonly check?: (config: Static<Schema>) => Promise<void>;
  /** Longest wait for `close()` in milliseconds before the process ends regardless; default 15000. */
  readonly closeTimeoutMs?: number | ((config: Static<Schema>) => number);
  start(config: Static<Schema>, context: StartContext): Promise<RunningService<Static<Schema>>>;
}

export type ServiceSignal = "SIGTERM" | "SIGINT" | "SIGHUP";

/** The process as a service sees it; a test hands over its own. */
export interface ServiceIo {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Calls `fn` at each such signal; returns what stops that. */
  onSignal(name: ServiceSignal, fn: () => void): () => void;
  /** Calls `fn` for an error nobody caught; returns what stops that. */
  onFatal?(fn: (error: unknown) => void): () => void;
  /** Rejects with `code: "ENOENT"` when there is no such file. */
  readonly readFile: ReadTextFile;
  /** Calls `fn` once after `delayMs`; returns what cancels it. Keeps the process alive meanwhile. */
  after(delayMs: number, fn: () => void): () => void;
  /** Ends the process at once. Only used when waiting any longer is pointless: a second signal, a close past its bound. */
  exitNow(code: number): void;
  onReady?(urls: readonly string[]): void;
}
