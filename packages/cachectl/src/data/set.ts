import {
  jsonOption,
  secondsOption,
  textOption,
  UsageError,
  type CommandSpec,
  type ReadArguments,
} from "@signalbox/command-line";
import { connectionFrom, connectionOptions } from "../args/connection.js";
import { simpleCommand } from "../args/simple-command.js";
import { exitCode } from "../exit-code.js";
import { createCacheClient } from "../sdk-cache-client.js";
import type { Shell } from "../shell.js";
import { readText, readTextFile } from "./input.js";
import { hashKeyOption, keyOperand } from "./key-operand.js";

const DEFAULT_TTL_S = 900;
const MIN_TTL_S = 0.001;

export const setSpec: CommandSpec = {
  name: "set",
  summary: "Store data under a key; everyone who waits for the key gets it.",
  operands: ["<key>", "[data]"],
  options: [
    { name: "ttl", value: "SECONDS", description: `Lifetime; default ${DEFAULT_TTL_S}.` },
    {
      name: "stale",
      value: "SECONDS",
      description: "How long past the lifetime it may be served during a refresh; default 0.",
    },
    { name: "file", value: "FILE", description: "Read the data from a file." },
    hashKeyOption,
    jsonOption,
    ...connectionOptions,
  ],
  notes: `
Without data and without --file the data is read from stdin, byte for byte; it must be UTF-8.
Plugins that use the helper expect a JSON text:

  cachectl set --hash-key my_key '{"z": 1}'

Exit code: 0 stored, 1 failed, 2 wrong command line.
`,
};

async function dataFrom(args: ReadArguments, shell: Shell): Promise<string> {
  const operand = args.operands[1];
  const file = textOption(args, "file");
  if (operand !== undefined && file !== undefined) {
    throw new UsageError("set: give the data or --file, not both");
  }
  if (operand !== undefined) return operand;
  return file === undefined ? readText(shell.stdin(), "stdin") : readTextFile(file);
}

/** `cachectl set`. */
export const setCommand = simpleCommand(setSpec, async (args, shell) => {
  const key = keyOperand(args);
  const ttlS = secondsOption(args, "ttl", { min: MIN_TTL_S }) ?? DEFAULT_TTL_S;
  const staleS = secondsOption(args, "stale");
  const client = createCacheClient(connectionFrom(args, shell.env), 0);
  try {
    const data = await dataFrom(args, shell);
    const isStored = await client.set(key, data, {
      ttlS,
      ...(staleS === undefined ? {} : { staleS }),
    });
    if (args.switches.has("json")) {
      const reply = { key, stored: isStored, bytes: Buffer.byteLength(data), ttl: ttlS };
      await shell.stdout.write(`${JSON.stringify(reply)}\n`);
    }
    return isStored ? exitCode.ok : exitCode.failed;
  } finally {
    client.close();
  }
});
