import { once } from "node:events";
import { createInterface } from "node:readline";
import {
  commandHelp,
  exitCode,
  printable,
  readArguments,
  type CommandSpec,
  type ReadArguments,
} from "@signalbox/command-line";
import {
  checkSqliteFile,
  copySqliteFile,
  exportStore,
  importStore,
  type CheckReport,
  type TimeseriesStore,
} from "@signalbox/timeseries-store";
import { isServer, openTarget, requireFile } from "./open-target.js";
import type { StoreCommand, StoreIo, StoreParts } from "./store-io.js";
import {
  backupSpec,
  checkSpec,
  compactSpec,
  exportSpec,
  importSpec,
  statsSpec,
} from "./store-specs.js";

const HELP_COLUMNS = 96;
/** The clock's timers do not keep a process alive, a store's thread may not either. */
const ALIVE_MS = 2 ** 31 - 1;
const LINES_A_WRITE = 500;

type Perform = (args: ReadArguments, io: StoreIo, parts: StoreParts) => Promise<number>;

function simple(spec: CommandSpec, perform: Perform): StoreCommand {
  return async (argv, io, parts) => {
    const args = readArguments(spec, argv);
    if (args.switches.has("help")) {
      io.stdout.write(commandHelp(spec, { tool: "signalbox store", columns: HELP_COLUMNS }));
      return exitCode.ok;
    }
    const release = io.after(ALIVE_MS, () => undefined);
    try {
      return await perform(args, io, parts);
    } finally {
      release();
    }
  };
}

/** A command on a store that is opened for it and closed behind it, whatever happens. */
function onStore(
  spec: CommandSpec,
  perform: (
    store: TimeseriesStore,
    about: { readonly args: ReadArguments; readonly io: StoreIo; readonly parts: StoreParts },
  ) => Promise<void>,
): StoreCommand {
  return simple(spec, async (args, io, parts) => {
    const mayMake = spec === importSpec;
    const store = await openTarget(args, { clock: parts.clock, mayMake });
    try {
      await perform(store, { args, io, parts });
    } finally {
      await store.close();
    }
    return exitCode.ok;
  });
}

export const checkCommand = simple(checkSpec, async (args, { stdout }, { clock }) => {
  const { problems } = await check(args, clock);
  for (const problem of problems) stdout.write(`${printable(problem)}\n`);
  if (problems.length > 0) return exitCode.failed;
  stdout.write("all is well\n");
  return exitCode.ok;
});

async function check(args: ReadArguments, clock: StoreParts["clock"]): Promise<CheckReport> {
  const [target = ""] = args.operands;
  if (!isServer(target)) {
    requireFile(target);
    return checkSqliteFile(target);
  }
  const store = await openTarget(args, { clock, mayMake: false });
  try {
    return await store.check();
  } finally {
    await store.close();
  }
}

export const statsCommand = onStore(statsSpec, async (store, { args, io }) => {
  const { waitingWrites: _none, ...stats } = await store.stats();
  if (args.switches.has("json")) io.stdout.write(`${JSON.stringify(stats)}\n`);
  else for (const [name, value] of Object.entries(stats)) io.stdout.write(`${name} ${value}\n`);
});

export const compactCommand = onStore(compactSpec, async (store, { io }) => {
  const before = await store.stats();
  await store.compact();
  const after = await store.stats();
  io.stdout.write(`${before.bytes} bytes before, ${after.bytes} bytes now\n`);
});

export const backupCommand = simple(backupSpec, async (args, { stdout }) => {
  const [file = "", target = ""] = args.operands;
  requireFile(file);
  await copySqliteFile(file, target);
  stdout.write(`${printable(target)} is whole\n`);
  return exitCode.ok;
});

export const exportCommand = onStore(exportSpec, async (store, { io: { stdout } }) => {
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    const isTaken = stdout.write(lines.map((line) => `${line}\n`).join(""));
    lines = [];
    if (!isTaken) await once(stdout, "drain");
  };
  for await (const line of exportStore(store)) {
    lines.push(line);
    if (lines.length >= LINES_A_WRITE) await flush();
  }
  await flush();
});

export const importCommand = onStore(importSpec, async (store, { io, parts }) => {
  const lines = createInterface({ input: parts.stdin(), crlfDelay: Infinity });
  const { infoObjects, values, points } = await importStore(store, lines);
  io.stdout.write(`${infoObjects} objects, ${values} values, ${points} points\n`);
});
