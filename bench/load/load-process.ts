import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import { Child } from "../peers/child.js";
import { LOAD_CORE, pinned } from "../peers/pinned.js";
import { canPin } from "../peers/servers.js";
import type { Task, TaskResults } from "./tasks.js";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** The process that makes load, on a core of its own; results do not depend on a tool that may not be installed. */
export class LoadProcess {
  readonly #child: Child;

  constructor(context: BenchContext, cleanup: Cleanup) {
    const args = ["--import", "tsx", MAIN];
    const command = pinned(LOAD_CORE, canPin(context), { command: process.execPath, args });
    this.#child = cleanup.add(new Child("load", command, { ipc: true }));
  }

  /** Runs one task at a time. @throws Error when the load process ended, which it does at the first wrong reply. */
  async run<T extends Task>(task: T): Promise<TaskResults[T["kind"]]> {
    const { process: child } = this.#child;
    const ended = new AbortController();
    const exit = once(child, "exit", { signal: ended.signal }).then(
      () => Promise.reject(new Error(`load failed: ${this.#child.lastLines}`)),
      () => [] as unknown[],
    );
    child.send(task);
    try {
      const [result] = await Promise.race([once(child, "message", { signal: ended.signal }), exit]);
      // The load process answers each kind of task with its kind of result.
      return result as TaskResults[T["kind"]];
    } finally {
      ended.abort();
    }
  }
}
