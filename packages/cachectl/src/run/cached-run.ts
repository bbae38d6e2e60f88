import type { CacheAnswer, CacheClient } from "../cache-client.js";
import { signalExitCode } from "../exit-code.js";
import type { EndSignal, Shell } from "../shell.js";
import { openResult } from "./envelope.js";
import { reasonOf, RunOutput } from "./run-output.js";
import type { RunPlan } from "./run-plan.js";
import { withinLimit } from "../time-limit.js";

const MS_PER_SECOND = 1000;
const MAX_WAIT_S = 30;
/** On top of the wait: connecting (1 s) and the way there and back. */
const MAX_ANSWER_GRACE_S = 2;
/** Longest wait for another's fill in seconds: half the time limit is left to run the command ourselves. */
export function waitSeconds(timeoutS: number): number {
  return Math.min(MAX_WAIT_S, timeoutS / 2);
}

/** After this long without an answer the server counts as down: at most three quarters of the time limit. */
export function answerLimitSeconds(timeoutS: number): number {
  return waitSeconds(timeoutS) + Math.min(MAX_ANSWER_GRACE_S, timeoutS / 4);
}

/** One `run` from the question to the exit code. */
export class CachedRun {
  readonly #plan: RunPlan;
  readonly #client: CacheClient;
  readonly #shell: Shell;
  readonly #output: RunOutput;
  readonly #server: string;
  readonly #startedMs: number;

  constructor(plan: RunPlan, client: CacheClient, shell: Shell) {
    this.#plan = plan;
    this.#client = client;
    this.#shell = shell;
    this.#output = new RunOutput(plan, shell);
    this.#server = `cache manager ${plan.connection.host}:${plan.connection.port}`;
    this.#startedMs = shell.clock.monotonicMs();
  }

  /** Resolves with the exit code; never rejects because of the cache manager. */
  async run(): Promise<number> {
    const asked = await this.#ask();
    if (asked.kind === "interrupted") return signalExitCode(asked.signal);
    if (asked.kind === "failed") {
      await this.#output.say(`${this.#server}: ${asked.reason}; running the command directly`);
      return (await this.#command()).directly();
    }
    return this.#follow(asked.answer);
  }

  async #follow(answer: CacheAnswer): Promise<number> {
    const { data, lock } = answer;
    const cached = data === undefined ? undefined : openResult(data);
    if (lock !== undefined) return (await this.#command()).withLock(lock, cached);
    if (cached !== undefined) return this.#output.result(cached);
    if (data !== undefined) {
      await this.#output.say(
        "the entry under this key is not a command's result; running the command",
      );
      return (await this.#command()).directly();
    }
    await this.#output.say("nobody filled the key in time; running the command without the lock");
    // Stored all the same: everyone else who waits for the key is served by it.
    return (await this.#command()).withLock({}, undefined);
  }

  /** Loaded only now: whoever is served from the cache does without. */
  async #command() {
    const { CommandRun } = await import("./command-run.js");
    return new CommandRun({
      plan: this.#plan,
      client: this.#client,
      shell: this.#shell,
      output: this.#output,
      startedMs: this.#startedMs,
    });
  }

  async #ask() {
    const waitS = waitSeconds(this.#plan.timeoutS);
    const limitMs = answerLimitSeconds(this.#plan.timeoutS) * MS_PER_SECOND;
    let stopListening: () => void = () => undefined;
    const interrupted = new Promise<{ kind: "interrupted"; signal: EndSignal }>((resolve) => {
      stopListening = this.#shell.onEndSignal((signal) => resolve({ kind: "interrupted", signal }));
    });
    const answered = withinLimit(
      this.#shell.clock,
      limitMs,
      this.#client.get(this.#plan.key, waitS),
    ).then(
      (answer) => ({ kind: "answered" as const, answer }),
      (error: unknown) => ({ kind: "failed" as const, reason: reasonOf(error) }),
    );
    return Promise.race([answered, interrupted]).finally(stopListening);
  }
}
