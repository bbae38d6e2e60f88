import { jsonOption, type CommandSpec, type OptionSpec } from "@signalbox/command-line";

const STORE = "<store>";

const serverOptions: readonly OptionSpec[] = [
  { name: "schema", value: "NAME", description: "Schema in PostgreSQL; default signalbox." },
  {
    name: "password-file",
    value: "FILE",
    description: "File with PostgreSQL's password. Passwords in a URL would be shown by ps.",
  },
];

const STOPPED = "The service whose store it is must be stopped when the store is a file.";

export const checkSpec: CommandSpec = {
  name: "check",
  summary: "Look at all that is stored and tell what is wrong.",
  operands: [STORE],
  options: serverOptions,
  notes: `
A file may be checked while its service runs.

Exit code: 0 all is well, 1 something is wrong, 2 wrong command line or no store.
`,
};

export const statsSpec: CommandSpec = {
  name: "stats",
  summary: "Count objects, series, points and bytes.",
  operands: [STORE],
  options: [...serverOptions, jsonOption],
  notes: `
${STOPPED} While it runs, its /metrics has the same numbers.

Exit code: 0 done, 1 failed, 2 wrong command line or no store.
`,
};

export const compactSpec: CommandSpec = {
  name: "compact",
  summary: "Join small pieces and give room back to the disk.",
  operands: [STORE],
  options: serverOptions,
  notes: `
${STOPPED} Worth it after much was removed.

Exit code: 0 done, 1 failed, 2 wrong command line or no store.
`,
};

export const backupSpec: CommandSpec = {
  name: "backup",
  summary: "Copy a store's file as it is at this moment, while its service runs.",
  operands: ["<file>", "<target>"],
  options: [],
  notes: `
The target must not exist; it appears when it is whole and on the disk. To restore, stop the service, put the copy in the place of
the file and remove the files -wal and -shm beside it. For PostgreSQL use pg_dump.

Exit code: 0 done, 1 failed, 2 wrong command line or no store.
`,
};

export const exportSpec: CommandSpec = {
  name: "export",
  summary: "Print all that is stored as lines of JSON.",
  operands: [STORE],
  options: serverOptions,
  notes: `
${STOPPED} Or export a backup. Moves a store from a file to PostgreSQL and back:
  signalbox store export site.db | signalbox store import postgresql://user@db.example.net/site

Exit code: 0 done, 1 failed, 2 wrong command line or no store.
`,
};

export const importSpec: CommandSpec = {
  name: "import",
  summary: "Read what export printed, from standard input.",
  operands: [STORE],
  options: serverOptions,
  notes: `
${STOPPED} A file that does not exist is made. Nothing is removed; importing twice is harmless.

Exit code: 0 done, 1 failed, 2 wrong command line, no store or not an export.
`,
};
