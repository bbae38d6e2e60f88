import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Command } from "./pinned.js";

const STOP_TIMEOUT_MS = 5000;
const READY_TIMEOUT_MS = 30_000;
const MAX_KEPT_LINES = 50;

/** Whom a process runs as, where it is not us. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** A process of ours: started here, ended here by its id. */
export class Child {
  readonly #process: ChildProcess;
  readonly #name: string;
  readonly #lastLines: string[] = [];

  constructor(
    name: string,
    { command, args }: Command,
    options: { env?: NodeJS.ProcessEnv; ipc?: boolean; as?: User | undefined } = {},
  ) {
    this.#name = name;
    this.#process = spawn(command, [...args], {
      stdio: ["ignore", "pipe", "pipe", ...(options.ipc === true ? ["ipc" as const] : [])],
      env: { ...process.env, ...options.env },
      ...options.as,
    });
    this.#process.on("error", (error) => this.#lastLines.push(error.message));
    this.#keepLines(this.#process.stderr);
  }

  /** The child itself, for messages. */
  get process(): ChildProcess {
    return this.#process;
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error(`${this.#name} did not start`);
    return this.#process.pid;
  }

  /** The end of what it said, for error messages. */
  get lastLines(): string {
    return this.#lastLines.join(" / ");
  }

  /** Waits for a line of output that matches and returns its first group. */
  async line(pattern: RegExp, timeoutMs = READY_TIMEOUT_MS): Promise<string> {
    const isMatch = (line: string): boolean => pattern.test(line);
    const last = (await this.#until(isMatch, timeoutMs)).at(-1) ?? "";
    return pattern.exec(last)?.[1] ?? last;
  }

  /** Waits for so many lines of output, the first ones. */
  lines(count: number): Promise<string[]> {
    let seen = 0;
    return this.#until(() => ++seen === count, READY_TIMEOUT_MS);
  }

  /** Lines of output up to the one that is the last. */
  async #until(isLast: (line: string) => boolean, timeoutMs: number): Promise<string[]> {
    const { stdout } = this.#process;
    if (!stdout) throw new Error(`${this.#name} has no output`);
    const lines = createInterface({ input: stdout });
    const timer = setTimeout(() => lines.close(), timeoutMs);
    const read: string[] = [];
    for await (const line of lines) {
      this.#keep(line);
      read.push(line);
      if (!isLast(line)) continue;
      clearTimeout(timer);
      stdout.resume();
      return read;
    }
    throw new Error(
      `${this.#name} did not get ready (exit ${this.#process.exitCode}): ${this.lastLines}`,
    );
  }

  /** Ends the process, by force when it does not go within five seconds. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    if (this.#process.pid === undefined) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
  }

  #keepLines(stream: NodeJS.ReadableStream | null): void {
    if (stream) createInterface({ input: stream }).on("line", (line) => this.#keep(line));
  }

  #keep(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > MAX_KEPT_LINES) this.#lastLines.shift();
  }
}
