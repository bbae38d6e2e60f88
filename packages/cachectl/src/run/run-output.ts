import { basename } from "node:path";
import { oneLine } from "@signalbox/errors";
import { pluginExitCode } from "../exit-code.js";
import type { Shell } from "../shell.js";
import { withCacheAge } from "./cache-age.js";
import type { CommandResult } from "./envelope.js";
import type { ChildResult } from "./run-child.js";
import type { RunPlan } from "./run-plan.js";

const MS_PER_SECOND = 1000;

/** What the caller of `run` gets to see. Our own remarks are single lines on stderr, so that stdout stays the command's. */
export class RunOutput {
  readonly #plan: RunPlan;
  readonly #shell: Shell;

  constructor(plan: RunPlan, shell: Shell) {
    this.#plan = plan;
    this.#shell = shell;
  }

  /** Writes both streams as they were, the age added when asked for; resolves with the exit code. */
  async result(result: CommandResult): Promise<number> {
    const out = this.#plan.isAgeShown ? withCacheAge(result.out, this.#ageMs(result)) : result.out;
    await Promise.all([this.#shell.stdout.write(out), this.#shell.stderr.write(result.err)]);
    return result.code;
  }

  /** One line a scheduler can show when there is no result; arguments are left out, they may hold a password. */
  async unknown(reason?: string): Promise<number> {
    const name = basename(this.#plan.command);
    const text = reason ?? `gave no result within ${this.#plan.timeoutS} s and was killed`;
    await this.#shell.stdout.write(`${oneLine(`UNKNOWN - ${name}: ${text}`)}\n`);
    return pluginExitCode.unknown;
  }

  say(text: string): Promise<void> {
    return this.#shell.stderr.write(`cachectl: ${oneLine(text)}\n`);
  }

  sayTooLarge(): Promise<void> {
    const limit = this.#plan.maxOutputBytes;
    return this.say(`output is larger than ${limit} bytes (--max-output); not cached`);
  }

  sayStale(ended: ChildResult, old: CommandResult): Promise<void> {
    const how = ended.ending.kind === "exited" ? `exit code ${ended.code}` : ended.ending.kind;
    const ageS = Math.max(0, Math.floor(this.#ageMs(old) / MS_PER_SECOND));
    return this.say(`refresh failed (${how}); showing the result of ${ageS} s ago`);
  }

  #ageMs(result: CommandResult): number {
    return this.#shell.clock.wallMs() - result.atMs;
  }
}

/** Why the cache manager could not help. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "failed";
}
