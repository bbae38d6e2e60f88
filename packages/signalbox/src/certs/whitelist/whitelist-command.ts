import { join } from "node:path";
import {
  exitCode,
  printableJson,
  type ReadArguments,
  textOption,
  UsageError,
} from "@signalbox/command-line";
import { ACCESS_SCOPES, type WhitelistEntry } from "@signalbox/monitoring-model";
import { editFile } from "../files/edit-file.js";
import { simpleCommand, type CommandContext } from "../simple-command.js";
import {
  addingUrn,
  checkedUrn,
  removingUrn,
  withoutKind,
  type Change,
} from "./whitelist-change.js";
import { readWhitelistFile, withEntries } from "./whitelist-file.js";
import { WHITELIST_NAME, whitelistSpec } from "./whitelist-spec.js";

/** `signalbox certs whitelist`. */
export const whitelistCommand = simpleCommand(whitelistSpec, async (args, context) => {
  const [action = "", typed] = args.operands;
  const path = pathFrom(args);
  switch (action) {
    case "list":
      if (typed !== undefined) throw new UsageError(`unexpected argument ${typed}`);
      return list(path, args, context);
    case "add":
      return add(path, checkedUrn(given(typed)), context);
    case "remove":
      return remove(path, withoutKind(given(typed)), context);
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

function given(typed: string | undefined): string {
  if (typed === undefined) throw new UsageError("<urn> is missing");
  return typed;
}

function unknownAction(action: string): UsageError {
  const known = ["add", "list", "remove"];
  const mistyped = { given: action, known };
  return new UsageError(`unknown action ${action}, known: ${known.join(", ")}`, { mistyped });
}

async function list(path: string, args: ReadArguments, context: CommandContext): Promise<number> {
  const { entries, isThere } = await readWhitelistFile(path);
  if (!isThere) throw new UsageError(`${path} does not exist`);
  if (args.switches.has("json")) context.print(`${printableJson(entries, 2)}\n`);
  else for (const entry of entries) context.say(lineOf(entry));
  return exitCode.ok;
}

/** Scopes are named where they are not all. */
const lineOf = ({ urn, scopes }: WhitelistEntry): string =>
  scopes.length === ACCESS_SCOPES.length ? urn : `${urn} (${scopes.join(", ")} only)`;

async function add(path: string, urn: string, { say }: CommandContext): Promise<number> {
  const isChanged = await change(path, addingUrn(urn));
  say(isChanged ? `${urn} added to ${path}` : `${urn} is in ${path} already`);
  return exitCode.ok;
}

async function remove(path: string, urn: string, { say }: CommandContext): Promise<number> {
  const isChanged = await change(path, removingUrn(urn));
  say(isChanged ? `${urn} removed from ${path}` : `${urn} is not in ${path}`);
  return isChanged ? exitCode.ok : exitCode.failed;
}

/** @returns whether the list was another before */
async function change(path: string, changing: Change): Promise<boolean> {
  let isChanged = false;
  await editFile(path, async () => {
    const { text, entries, mode } = await readWhitelistFile(path);
    const changed = changing(entries);
    if (changed === undefined) return undefined;
    isChanged = true;
    return { text: withEntries(text, changed, path), mode };
  });
  return isChanged;
}
