import { sleep } from "@signalbox/clock";
import { countOption, jsonOption, secondsOption, type CommandSpec } from "@signalbox/command-line";
import { oneLine } from "@signalbox/errors";
import { createAdminClient, baseUrl, type AdminClient } from "../admin/admin-client.js";
import { connectionFrom, connectionOptions } from "../args/connection.js";
import { simpleCommand } from "../args/simple-command.js";
import { exitCode } from "../exit-code.js";
import type { Shell } from "../shell.js";
import { lockRowsFor, renderFrame } from "./frame.js";
import { ratesBetween, type Sample } from "./sample.js";
import { openScreen } from "./screen.js";
import { listenForStop } from "./stop-key.js";

const DEFAULT_INTERVAL_S = 2;
const MIN_INTERVAL_S = 0.1;
const MAX_INTERVAL_S = 3600;
const MAX_LOCKS = 1000;
const MS_PER_SECOND = 1000;

export const topSpec: CommandSpec = {
  name: "top",
  summary: "Watch rates, and the locks that most are waiting for.",
  operands: [],
  options: [
    {
      name: "interval",
      value: "SECONDS",
      description: `Pause between two looks; default ${DEFAULT_INTERVAL_S}.`,
    },
    {
      name: "count",
      value: "COUNT",
      description: "Looks before it ends; default: no end on a terminal, otherwise 1.",
    },
    jsonOption,
    ...connectionOptions,
  ],
  notes: `
q or Ctrl-C ends it. With --json each look is one line of JSON.

On a terminal a failure is shown and the next look tries again.

Exit code: 0 ended, 1 failed, 2 wrong command line.
`,
};

interface TopOptions {
  readonly client: AdminClient;
  readonly shell: Shell;
  readonly server: string;
  readonly intervalMs: number;
  readonly count: number;
  readonly isJson: boolean;
}

async function look({ client, shell }: TopOptions): Promise<Sample> {
  const status = await client.status();
  const locks = await client.locks(Math.min(lockRowsFor(shell.stdout.rows), MAX_LOCKS));
  return { takenAtMs: shell.clock.monotonicMs(), status, locks };
}

function rendered(options: TopOptions, before: Sample | undefined, sample: Sample): string {
  const rates = ratesBetween(before, sample);
  if (!options.isJson) return renderFrame(sample, rates, options);
  const locks = sample.locks.map(({ heldFor, leaseLeft, ...rest }) => ({
    ...rest,
    held_for: heldFor,
    lease_left: leaseLeft,
  }));
  const at = new Date(options.shell.clock.wallMs()).toISOString();
  return `${JSON.stringify({ at, status: sample.status.raw, rates, locks })}\n`;
}

async function loop(options: TopOptions): Promise<void> {
  const { shell, count, intervalMs } = options;
  const stop = new AbortController();
  const stopListening = listenForStop(shell, () => stop.abort());
  const screen = await openScreen(shell);
  let before: Sample | undefined;
  try {
    for (let looks = 1; !stop.signal.aborted; looks += 1) {
      try {
        const sample = await look(options);
        await screen.show(rendered(options, before, sample));
        before = sample;
      } catch (error) {
        if (!shell.stdout.isTty || before === undefined) throw error;
        const message = error instanceof Error ? error.message : "failed";
        await screen.show(`cachectl: ${oneLine(message)}\n`);
      }
      if (looks >= count) return;
      // Cut short by the wish to stop, which the loop then sees.
      await sleep(shell.clock, intervalMs, stop.signal).catch(() => undefined);
    }
  } finally {
    await screen.close();
    stopListening();
  }
}

/** `cachectl top`. */
export const topCommand = simpleCommand(topSpec, async (args, shell) => {
  const connection = connectionFrom(args, shell.env);
  const bounds = { min: MIN_INTERVAL_S, max: MAX_INTERVAL_S };
  const intervalS = secondsOption(args, "interval", bounds) ?? DEFAULT_INTERVAL_S;
  const count = countOption(args, "count", { min: 1 }) ?? (shell.stdout.isTty ? Infinity : 1);
  const client = await createAdminClient(connection, shell);
  try {
    const server = baseUrl(connection);
    const isJson = args.switches.has("json");
    await loop({ client, shell, server, intervalMs: intervalS * MS_PER_SECOND, count, isJson });
    return exitCode.ok;
  } finally {
    client.close();
  }
});
