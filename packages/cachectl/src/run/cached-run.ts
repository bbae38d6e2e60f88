import type { CacheAnswer, CacheClient, GrantedLock } from "../cache-client.js";
import type { EndSignal, Shell } from "../shell.js";
import { Capture } from "./capture.js";
import { openResult, sealResult, type CommandResult } from "./envelope.js";
import { keepLock } from "./lock-keeper.js";
import { runChild, signalExitCode, type ChildResult } from "./run-child.js";
import { RunOutput } from "./run-output.js";
import type { RunPlan } from "./run-plan.js";
import { judge, type Verdict } from "./storage-policy.js";
import { withinLimit } from "../time-limit.js";

const MS_PER_SECOND = 1000;
const MAX_WAIT_S = 30;
/** On top of the wait: connecting (1 s) and the way there and back. */
const MAX_ANSWER_GRACE_S = 2;
/** Storing or releasing after the command has ended must not cost the caller its result. */
const SETTLE_LIMIT_MS = 2000;

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
      return this.#runDirectly();
    }
    return this.#follow(asked.answer);
  }

  async #follow(answer: CacheAnswer): Promise<number> {
    const { data, lock } = answer;
    const cached = data === undefined ? undefined : openResult(data);
    if (lock !== undefined) return this.#runWithLock(lock, cached);
    if (cached !== undefined) return this.#output.result(cached);
    if (data !== undefined) {
      await this.#output.say(
        "the entry under this key is not a command's result; running the command",
      );
      return this.#runDirectly();
    }
    await this.#output.say("nobody filled the key in time; running the command without the lock");
    // Stored all the same: everyone else who waits for the key is served by it.
    return this.#runWithLock({}, undefined);
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

  async #runDirectly(): Promise<number> {
    const capture = this.#capture(() => undefined);
    const ended = await this.#runChild(capture);
    return this.#show(ended, capture);
  }

  async #runWithLock(lock: GrantedLock, old: CommandResult | undefined): Promise<number> {
    const { clock } = this.#shell;
    const stopKeeping = keepLock({ client: this.#client, clock, key: this.#plan.key, lock });
    let overflow = Promise.resolve();
    const capture = this.#capture(() => {
      stopKeeping();
      // Given back before the rest of the output is waited for: others need not wait for what will never be stored.
      overflow = Promise.all([this.#release(lock), this.#output.sayTooLarge()]).then(
        () => undefined,
      );
    });
    const ended = await this.#runChild(capture);
    stopKeeping();
    await overflow;
    if (capture.hasOverflowed) return this.#show(ended, capture);
    const verdict = judge(ended.ending, this.#plan.policy);
    const result = resultFrom(ended, capture, clock.wallMs());
    const isOldBetter = this.#plan.policy.staleS > 0 && isFailedRefresh(ended, verdict);
    const shown =
      old !== undefined && isOldBetter ? this.#showOld(ended, old) : this.#show(ended, capture);
    const [code] = await Promise.all([shown, this.#settle(lock, verdict, result)]);
    return code;
  }

  #capture(onOverflow: () => void): Capture {
    const { stdout, stderr } = this.#shell;
    const maxBytes = this.#plan.maxOutputBytes;
    return new Capture({ maxBytes, out: stdout, err: stderr, onOverflow });
  }

  #runChild(capture: Capture): Promise<ChildResult> {
    const { command, args, timeoutS } = this.#plan;
    const spentMs = this.#shell.clock.monotonicMs() - this.#startedMs;
    const timeoutMs = Math.max(timeoutS * MS_PER_SECOND - spentMs, 0);
    return runChild({ command, args, timeoutMs, capture, shell: this.#shell });
  }

  async #settle(lock: GrantedLock, verdict: Verdict, result: CommandResult): Promise<void> {
    if (verdict.lifetime === undefined) return this.#release(lock);
    const lockToken = lock.token === undefined ? {} : { lockToken: lock.token };
    try {
      const set = this.#client.set(this.#plan.key, sealResult(result), {
        ...verdict.lifetime,
        ...lockToken,
        isFailure: !verdict.isGood,
      });
      await withinLimit(this.#shell.clock, SETTLE_LIMIT_MS, set);
    } catch (error) {
      await this.#output.say(`result not cached: ${reasonOf(error)}`);
      await this.#release(lock);
    }
  }

  async #release(lock: GrantedLock): Promise<void> {
    if (lock.token === undefined) return;
    const released = this.#client.release(this.#plan.key, lock.token);
    // Best effort: a server that cannot be told frees the lock when our connection closes.
    await withinLimit(this.#shell.clock, SETTLE_LIMIT_MS, released).catch(() => undefined);
  }

  async #showOld(ended: ChildResult, old: CommandResult): Promise<number> {
    await this.#output.sayStale(ended, old);
    return this.#output.result(old);
  }

  async #show(ended: ChildResult, capture: Capture): Promise<number> {
    const { kind } = ended.ending;
    if (kind === "timed out" || kind === "not started") return this.#output.unknown(ended.reason);
    if (capture.hasOverflowed) return ended.code;
    return this.#output.result(resultFrom(ended, capture, this.#shell.clock.wallMs()));
  }
}

/** An interruption is no failure of the refresh: whoever sent the signal wants an end, not an answer. */
function isFailedRefresh({ ending }: ChildResult, verdict: Verdict): boolean {
  return !verdict.isGood && ending.kind !== "interrupted";
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "failed";
}

function resultFrom(ended: ChildResult, capture: Capture, atMs: number): CommandResult {
  const signal = ended.signal === undefined ? {} : { signal: ended.signal };
  return { code: ended.code, ...signal, out: capture.kept("out"), err: capture.kept("err"), atMs };
}
