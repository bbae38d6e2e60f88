import { commandHelp, toolHelp, type CommandSpec } from "@signalbox/command-line";

const NAME = "signalbox certs";
const COLUMNS = 96;

/** One subcommand's help. */
export const subcommandHelp = (spec: CommandSpec): string =>
  commandHelp(spec, { tool: NAME, columns: COLUMNS });

/** The help of `signalbox certs` itself. */
export function certsHelp(commands: readonly CommandSpec[]): string {
  const notes = `
A site of its own, from nothing:
  signalbox certs ca --dir pki
  signalbox certs server --dir pki --host store.example.net
  signalbox certs tool --dir pki --authority ch.example.net --name collector-site
  signalbox certs whitelist add urn:publicid:IDN+ch.example.net+tool+collector-site --dir pki

Private keys are written for their owner alone and never printed. Nothing is overwritten without --force.
signalbox certs <command> --help shows a command's options.

Exit codes: 0 done, 1 failed, 2 wrong command line or unusable file.
`;
  const summary = "Makes the keys, certificates and whitelist of a datastore and its collectors.";
  return toolHelp({ name: NAME, summary, commands, notes }, COLUMNS);
}
