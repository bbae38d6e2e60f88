import { join } from "node:path";
import { textOption, UsageError, type ReadArguments } from "@signalbox/command-line";
import { exitCode } from "../certs-io.js";
import { editFile } from "../files/edit-file.js";
import { printableJson } from "../printable.js";
import { simpleCommand, type CommandContext } from "../simple-command.js";
import { readWhitelistFile } from "./read-whitelist-file.js";
import { checkedUrn, isSameUrn, urnOf, type WhitelistEntry } from "./whitelist-entry.js";
import { WHITELIST_NAME, whitelistSpec } from "./whitelist-spec.js";

interface Change {
  /** The entries after it, or `undefined` when nothing has to change. */
  readonly entries: readonly WhitelistEntry[] | undefined;
  readonly say: string;
  readonly code: number;
}

type Changing = (entries: readonly WhitelistEntry[]) => Change;

/** `signalbox certs whitelist`. */
export const whitelistCommand = simpleCommand(whitelistSpec, async (args, context) => {
  const [action = "", typed] = args.operands;
  const path = pathFrom(args);
  switch (action) {
    case "list":
      if (typed !== undefined) throw new UsageError(`unexpected argument ${typed}`);
      return list(path, args, context);
    case "add":
      return change(path, adding(checkedUrn(urnFrom(typed)), path), context);
    case "remove":
      return change(path, removing(urnOf(urnFrom(typed)), path), context);
    default:
      throw unknownAction(action);
  }
});

function pathFrom(args: ReadArguments): string {
  const dir = textOption(args, "dir");
  const file = textOption(args, "file");
  if (dir !== undefined && file !== undefined) {
    throw new UsageError("--dir and --file do not go together");
  }
  const path = file ?? (dir === undefined ? undefined : join(dir, WHITELIST_NAME));
  if (path === undefined || dir === "" || path === "") {
    throw new UsageError("--dir or --file is missing");
  }
  return path;
}

function urnFrom(typed: string | undefined): string {
  if (typed === undefined) throw new UsageError("<urn> is missing");
  return typed;
}

function unknownAction(given: string): UsageError {
  const known = ["add", "list", "remove"];
  const mistyped = { given, known };
  return new UsageError(`unknown action ${given}, known: ${known.join(", ")}`, { mistyped });
}

async function list(path: string, args: ReadArguments, context: CommandContext): Promise<number> {
  const { document, isThere } = await readWhitelistFile(path);
  if (!isThere) throw new UsageError(`${path} does not exist`);
  const urns = document.entries.map(urnOf);
  if (args.switches.has("json")) context.print(`${printableJson(urns)}\n`);
  else for (const urn of urns) context.say(urn);
  return exitCode.ok;
}

async function change(path: string, changing: Changing, { say }: CommandContext): Promise<number> {
  let done: Change | undefined;
  await editFile(path, async () => {
    const { document, mode } = await readWhitelistFile(path);
    done = changing(document.entries);
    return done.entries && { text: document.withEntries(done.entries), mode };
  });
  // Said only now: before, the file was not written yet.
  say(done?.say ?? "");
  return done?.code ?? exitCode.failed;
}

const adding =
  (urn: string, path: string): Changing =>
  (entries) =>
    entries.some((entry) => isSameUrn(urnOf(entry), urn))
      ? { entries: undefined, say: `${urn} is in ${path} already`, code: exitCode.ok }
      : { entries: [...entries, urn], say: `${urn} added to ${path}`, code: exitCode.ok };

const removing =
  (urn: string, path: string): Changing =>
  (entries) => {
    const kept = entries.filter((entry) => !isSameUrn(urnOf(entry), urn));
    return kept.length === entries.length
      ? { entries: undefined, say: `${urn} is not in ${path}`, code: exitCode.failed }
      : { entries: kept, say: `${urn} removed from ${path}`, code: exitCode.ok };
  };
