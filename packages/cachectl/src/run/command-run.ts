import type { CacheClient, GrantedLock } from "../cache-client.js";
import type { Shell } from "../shell.js";
import { withinLimit } from "../time-limit.js";
import { Capture } from "./capture.js";
import { sealResult, type CommandResult } from "./envelope.js";
import { keepLock } from "./lock-keeper.js";
import { reasonOf, type RunOutput } from "./run-output.js";
import { runChild, type ChildResult } from "./run-child.js";
import type { RunPlan } from "./run-plan.js";
import { judge, type Verdict } from "./storage-policy.js";

const MS_PER_SECOND = 1000;
/** Storing or releasing after the command has ended must not cost the caller its result. */
const SETTLE_LIMIT_MS = 2000;

export interface CommandRunOptions {
  readonly plan: RunPlan;
  readonly client: CacheClient;
  readonly shell: Shell;
  readonly output: RunOutput;
  /** Monotonic milliseconds at which the whole `run` began: waiting counts towards the time limit. */
  readonly startedMs: number;
}

/** Runs the command, shows what it gave and tells the cache manager. Both methods resolve with the exit code. */
export class CommandRun {
  readonly #plan: RunPlan;
  readonly #client: CacheClient;
  readonly #shell: Shell;
  readonly #output: RunOutput;
  readonly #startedMs: number;

  constructor({ plan, client, shell, output, startedMs }: CommandRunOptions) {
    this.#plan = plan;
    this.#client = client;
    this.#shell = shell;
    this.#output = output;
    this.#startedMs = startedMs;
  }

  /** Without the cache manager. */
  async directly(): Promise<number> {
    const capture = this.#capture(() => undefined);
    const ended = await this.#runChild(capture);
    return this.#show(ended, capture);
  }

  /**
   * As the one who fills the key.
   *
   * @param lock Without a token for a server that knows none, and when nobody filled the key in time.
   * @param old The stale result to show should the refresh fail.
   */
  async withLock(lock: GrantedLock, old: CommandResult | undefined): Promise<number> {
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

function resultFrom(ended: ChildResult, capture: Capture, atMs: number): CommandResult {
  const signal = ended.signal === undefined ? {} : { signal: ended.signal };
  return { code: ended.code, ...signal, out: capture.kept("out"), err: capture.kept("err"), atMs };
}
