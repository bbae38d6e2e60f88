import { join } from "node:path";
import { type CommandSpec, exitCode, requiredOption, textOption } from "@signalbox/command-line";
import type { Subcommand } from "../certs-io.js";
import { writeNewFiles } from "../files/new-files.js";
import { issueInFolder } from "../issue/issue-in-folder.js";
import { baseNameFrom, commonName, dirFrom } from "../issue/issue-options.js";
import { simpleCommand } from "../simple-command.js";
import { checkedEmail, identityNames, randomUuid } from "./identity-names.js";
import { toolSpec, userSpec } from "./identity-spec.js";
import { urnFrom } from "./identity-urn.js";

/** `signalbox certs tool`. */
export const toolCommand = identityCommand(toolSpec, "tool");

/** `signalbox certs user`. */
export const userCommand = identityCommand(userSpec, "user");

function identityCommand(spec: CommandSpec, type: "tool" | "user"): Subcommand {
  return simpleCommand(spec, async (args, context) => {
    const urn = urnFrom(args, type);
    const email = checkedEmail(textOption(args, "email"));
    const name = requiredOption(args, "name").trim();
    const base = join(dirFrom(args), baseNameFrom(args, `${type}-${name}`));
    const wish = {
      commonName: commonName(name, "name"),
      usage: "client",
      names: identityNames({ urn, email }, randomUuid(context.random)),
    } as const;
    const { certificate, key, lastDay } = await issueInFolder(wish, args, context);
    await writeNewFiles(
      [
        { path: `${base}.key`, text: key, kind: "secret" },
        { path: `${base}.pem`, text: certificate + key, kind: "secret" },
        { path: `${base}.crt`, text: certificate, kind: "public" },
      ],
      { force: args.switches.has("force") },
    );
    context.say(`${base}.crt  certificate, valid until ${lastDay}`);
    context.say(`${base}.key  its private key, for its owner alone`);
    context.say(`${base}.pem  both in one file, for its owner alone`);
    context.say(`whitelist: "URI:${urn}"`);
    return exitCode.ok;
  });
}
