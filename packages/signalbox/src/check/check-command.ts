import { oneLine } from "@signalbox/errors";
import { pluginExit, type CheckIo } from "./check-io.js";

const HELP = `Usage: signalbox check datastore <check> [options]

Monitoring plugins that read a collector through the cache manager.
\`signalbox check datastore --help\` lists the checks.
`;

/**
 * `signalbox check …`. Always ends in one line and 0 to 3, whatever happens: the caller is a scheduler.
 *
 * @returns the exit code
 */
export async function checkCommand(io: CheckIo): Promise<number> {
  const [subject, ...argv] = io.argv;
  if (subject === "--help" || subject === "-h" || subject === "help") {
    io.stdout.write(HELP);
    return pluginExit.unknown;
  }
  if (subject === "datastore") {
    const { datastoreCheck } = await import("./datastore/datastore-check.js");
    return datastoreCheck(argv, io);
  }
  const given = subject === undefined ? "no subject" : `no subject ${JSON.stringify(subject)}`;
  io.stdout.write(`CHECK UNKNOWN - ${oneLine(`${given}; known: datastore`)}\n`);
  return pluginExit.unknown;
}
