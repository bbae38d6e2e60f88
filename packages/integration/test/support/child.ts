import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Where the workspace begins: programs are started from there. */
export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Lines a stream has given so far, and the way to wait for one that is to come. */
export class Lines {
  readonly all: string[] = [];
  #isOver = false;
  readonly #wake = new Set<() => void>();

  constructor(stream: Readable) {
    const reader: Interface = createInterface({ input: stream });
    reader.on("line", (line) => {
      this.all.push(line);
      this.#changed();
    });
    reader.on("close", () => {
      this.#isOver = true;
      this.#changed();
    });
  }

  get text(): string {
    return this.all.join("\n");
  }

  /** Resolves with the lines `isWanted` accepts as soon as there are `count` of them; rejects when the stream ends first. */
  async matching(isWanted: (line: string) => boolean, count = 1): Promise<string[]> {
    for (;;) {
      const found = this.all.filter(isWanted);
      if (found.length >= count) return found;
      if (this.#isOver)
        throw new Error(`the program ended before it said so; it said:\n${this.text}`);
      await new Promise<void>((resolve) => this.#wake.add(resolve));
    }
  }

  /** Resolves with the first line that begins so. */
  async startingWith(start: string): Promise<string> {
    const [line = ""] = await this.matching((candidate) => candidate.startsWith(start));
    return line;
  }

  #changed(): void {
    for (const wake of this.#wake) wake();
    this.#wake.clear();
  }
}

/** A process that a test started. It is ended with the test at the latest, by its own id. */
export class Child {
  readonly stdout: Lines;
  readonly stderr: Lines;
  readonly exited: Promise<Ending>;
  readonly #process: ChildProcess;
  #isOver = false;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { NODE_OPTIONS: _ofJest, ...inherited } = process.env;
    const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...inherited, ...env } });
    this.#process = child;
    // An order to a process that is gone is lost, as it would be outside a test.
    child.stdin.on("error", () => undefined);
    this.stdout = new Lines(child.stdout);
    this.stderr = new Lines(child.stderr);
    this.exited = once(child, "close").then(() => {
      this.#isOver = true;
      return { code: child.exitCode, signal: child.signalCode };
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** One line to its standard input. */
  tell(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    if (!this.#isOver) this.signal("SIGKILL");
    await this.exited;
  }
}
