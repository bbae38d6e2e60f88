import { environmentPrefix } from "./environment.js";

/** The text of `--help`. */
export function helpText(service: {
  readonly name: string;
  readonly summary: string;
  readonly defaultConfigPath?: string;
  readonly helpNotes?: string;
}): string {
  const path = service.defaultConfigPath;
  const notes = service.helpNotes === undefined ? "" : `\n${service.helpNotes}\n`;
  const fallback = path === undefined ? "" : ` (default ${path}, if it exists)`;
  return `Usage: ${service.name} [flags]

${service.summary}

  --config FILE      YAML configuration${fallback}
  --set path=value   override one setting; repeatable, the last one wins
  -d, --debug        log what happens inside
  --check-config     check the configuration and exit
  --print-config     print the values in force and where each comes from, and exit
  --version          print the version and exit
  -h, --help         print this text and exit

Settings also come from the environment: ${environmentPrefix(service.name)}PATH__TO__KEY, or with _FILE
appended the name of a file that holds the value. Order: defaults, file, environment, --set.

Runs in the foreground, prints one line "ready ${service.name} <url>" when it serves, logs to stderr.
SIGTERM and SIGINT drain and stop it, SIGHUP reloads the configuration.
Exit codes: 0 stopped as asked, 1 failed, 2 wrong usage or configuration.
${notes}`;
}
