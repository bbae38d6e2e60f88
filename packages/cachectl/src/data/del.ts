import { jsonOption, type CommandSpec } from "@signalbox/command-line";
import { connectionFrom, connectionOptions } from "../args/connection.js";
import { simpleCommand } from "../args/simple-command.js";
import { exitCode } from "../exit-code.js";
import { createCacheClient } from "../sdk-cache-client.js";
import { hashKeyOption, keyOperand } from "./key-operand.js";

export const delSpec: CommandSpec = {
  name: "del",
  summary: "Remove a key; the next who asks for it fills it anew.",
  operands: ["<key>"],
  options: [hashKeyOption, jsonOption, ...connectionOptions],
  notes: `
A key that is not there is no failure. cachectl run --print-key prints the key of a run.

Exit code: 0 gone, 1 failed, 2 wrong command line.
`,
};

/** `cachectl del`. */
export const delCommand = simpleCommand(delSpec, async (args, shell) => {
  const key = keyOperand(args);
  const client = createCacheClient(connectionFrom(args, shell.env), 0);
  try {
    await client.remove(key);
    if (args.switches.has("json")) await shell.stdout.write(`${JSON.stringify({ key })}\n`);
    return exitCode.ok;
  } finally {
    client.close();
  }
});
