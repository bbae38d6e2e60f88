import { join } from "node:path";
import { exitCode } from "@signalbox/command-line";
import { writeNewFiles } from "../files/new-files.js";
import { issueInFolder } from "../issue/issue-in-folder.js";
import { baseNameFrom, dirFrom } from "../issue/issue-options.js";
import { simpleCommand } from "../simple-command.js";
import { serverNames } from "./server-names.js";
import { serverSpec } from "./server-spec.js";

/** A host name may be longer than a common name; nobody reads it there. */
const MAX_COMMON_NAME_CHARS = 64;

/** `signalbox certs server`. */
export const serverCommand = simpleCommand(serverSpec, async (args, context) => {
  const names = serverNames(args.options.get("host") ?? [], args.options.get("ip") ?? []);
  const first = names[0]?.value ?? "";
  const base = join(dirFrom(args), baseNameFrom(args, `server-${first}`));
  const wish = {
    commonName: first.slice(0, MAX_COMMON_NAME_CHARS),
    usage: "server",
    names,
  } as const;
  const { certificate, key, lastDay } = await issueInFolder(wish, args, context);
  await writeNewFiles(
    [
      { path: `${base}.key`, text: key, kind: "secret" },
      { path: `${base}.crt`, text: certificate, kind: "public" },
    ],
    { force: args.switches.has("force") },
  );
  context.say(`${base}.crt  certificate, valid until ${lastDay}`);
  context.say(`${base}.key  its private key, for its owner alone`);
  return exitCode.ok;
});
