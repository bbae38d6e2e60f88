import { exitCode, textOption } from "@signalbox/command-line";
import { writeNewFiles } from "../files/new-files.js";
import { issueAuthority } from "../issue/issue-certificate.js";
import { commonName, daysFrom, dirFrom, keyKindFrom } from "../issue/issue-options.js";
import { dayOf, validityFor } from "../issue/validity.js";
import { simpleCommand } from "../simple-command.js";
import { caPaths } from "./ca-paths.js";
import { CA_DAYS, CA_NAME, caSpec } from "./ca-spec.js";

/** `signalbox certs ca`. */
export const caCommand = simpleCommand(caSpec, async (args, { clock, random, say }) => {
  const paths = caPaths(dirFrom(args));
  const validity = validityFor(clock.wallMs(), daysFrom(args, CA_DAYS));
  const { certificate, key } = await issueAuthority({
    commonName: commonName(textOption(args, "name") ?? CA_NAME, "name"),
    keyKind: keyKindFrom(args),
    validity,
    random,
  });
  await writeNewFiles(
    [
      { path: paths.key, text: key, kind: "secret" },
      { path: paths.certificate, text: certificate, kind: "public" },
    ],
    { force: args.switches.has("force") },
  );
  say(`${paths.certificate}  certificate of the authority, valid until ${dayOf(validity.toMs)}`);
  say(`${paths.key}  its private key, for its owner alone`);
  return exitCode.ok;
});
