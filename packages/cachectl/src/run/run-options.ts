import type { CommandSpec } from "@signalbox/command-line";
import { connectionOptions } from "../args/connection.js";

/** Defaults of `run`, in seconds and bytes. The time limit leaves room below the usual 60 s of a scheduler. */
export const runDefaults = {
  ttlS: 300,
  failTtlS: 30,
  timeoutS: 55,
  maxOutputBytes: 8 * 1024 * 1024,
  cacheExit: [0, 1, 2],
} as const;

const notes = `
Stdout, stderr and the exit code of the command are replayed to everyone who asks with the same
key. When the cache manager is down, refuses, or does not connect within 1 s, the command is run
directly, with one line on stderr.

Exit code: the command's own; 128 + n if signal n ended it; 3 with one UNKNOWN line if it was killed
by --timeout or cannot be started; 2 for a wrong command line.

Examples:
  cachectl run --ttl 300 -- /usr/lib/nagios/plugins/check_http -H example.org
  cachectl run --ttl 5m --stale 15m --key-env REGION -- check_cloud --list
  cachectl run --ttl 60 --key inventory -- curl -sf https://inventory.example.org/all | jq .hosts
`;

export const runSpec: CommandSpec = {
  name: "run",
  summary: "Run a command once for all who ask, and replay its output and exit code.",
  operands: ["-- COMMAND ARG..."],
  options: [
    {
      name: "ttl",
      value: "SECONDS",
      description: `Lifetime of a good result; default ${runDefaults.ttlS}.`,
    },
    {
      name: "key",
      value: "KEY",
      description: "Cache key instead of the hash of the command and its arguments.",
    },
    {
      name: "key-env",
      value: "VAR",
      repeatable: true,
      description: "Variable whose value is part of the key. Repeatable.",
    },
    { name: "key-cwd", description: "Make the working directory part of the key." },
    { name: "print-key", description: "Print the key this run would use, and do nothing else." },
    {
      name: "stale",
      value: "SECONDS",
      description: "How long past --ttl the old result is served when a refresh fails; default 0.",
    },
    {
      name: "fail-ttl",
      value: "SECONDS",
      description: `Lifetime of other exit codes and of signals, 0 for none; default ${runDefaults.failTtlS}.`,
    },
    {
      name: "cache-exit",
      value: "CODES",
      description: `Exit codes that are good results; default ${runDefaults.cacheExit.join(",")}.`,
    },
    {
      name: "timeout",
      value: "SECONDS",
      description: `Waiting and running together; the command is then killed; default ${runDefaults.timeoutS}.`,
    },
    {
      name: "max-output",
      value: "BYTES",
      description: "Largest stdout and stderr together that is cached; default 8MB.",
    },
    { name: "show-age", description: "Append the perfdata cache_age=12s to the first line." },
    ...connectionOptions,
  ],
  notes,
};
