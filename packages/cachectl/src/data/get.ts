import { jsonOption, secondsOption, type CommandSpec } from "@signalbox/command-line";
import { connectionFrom, connectionOptions } from "../args/connection.js";
import { simpleCommand } from "../args/simple-command.js";
import type { CacheAnswer, CacheClient } from "../cache-client.js";
import { exitCode } from "../exit-code.js";
import { createCacheClient } from "../sdk-cache-client.js";
import { hashKeyOption, keyOperand } from "./key-operand.js";

const MAX_WAIT_S = 300;

export const getSpec: CommandSpec = {
  name: "get",
  summary: "Print the data stored under a key.",
  operands: ["<key>"],
  options: [
    {
      name: "wait",
      value: "SECONDS",
      description: "Wait this long for somebody to fill a missing key; default 0.",
    },
    { name: "no-newline", short: "n", description: "Print the data alone, no newline behind it." },
    hashKeyOption,
    jsonOption,
    ...connectionOptions,
  ],
  notes: `
Exit code: 0 found, 1 not found or failed, 2 wrong command line.

Example:
  cachectl get --json --hash-key my_key
`,
};

/** A lock that came instead of data is given back at once: we are here to look, not to fill. */
async function look(client: CacheClient, key: string, waitS: number): Promise<CacheAnswer> {
  const answer = await client.get(key, waitS);
  const token = answer.lock?.token;
  if (token !== undefined) await client.release(key, token).catch(() => undefined);
  return answer;
}

/** `cachectl get`. */
export const getCommand = simpleCommand(getSpec, async (args, shell) => {
  const key = keyOperand(args);
  const waitS = secondsOption(args, "wait", { max: MAX_WAIT_S }) ?? 0;
  const client = createCacheClient(connectionFrom(args, shell.env), waitS);
  try {
    const { data, expiresAtS, isStale } = await look(client, key, waitS);
    if (args.switches.has("json")) {
      const found = data === undefined ? null : data;
      const reply = { key, data: found, expiry: expiresAtS, stale: isStale };
      await shell.stdout.write(`${JSON.stringify(reply)}\n`);
    } else if (data === undefined) {
      await shell.stderr.write(`cachectl: no such key: ${key}\n`);
    } else {
      await shell.stdout.write(args.switches.has("no-newline") ? data : `${data}\n`);
    }
    return data === undefined ? exitCode.failed : exitCode.ok;
  } finally {
    client.close();
  }
});
