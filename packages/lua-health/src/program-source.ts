import { Buffer } from "node:buffer";
import type { Steps } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { Gate } from "@signalbox/routing";
import { hostInfo, type HostInfo, type PlanHost } from "./host-info.js";
import type { HookName } from "./hook-result.js";
import { lintTruth } from "./lint.js";
import { scriptName } from "./script-name.js";
import type { LuaProgram } from "./lua-program.js";
import type { LoadProblem, LuaFile, ProgramSource } from "./messages.js";

/** What is loaded: the gates and hosts of a routing plan, custom files and hooks. */
export interface LuaProgramSource {
  readonly gates: readonly Gate[];
  readonly hosts: readonly PlanHost[];
  readonly files?: readonly LuaFile[];
  /** Function bodies of translation hooks. */
  readonly hooks?: Partial<Readonly<Record<HookName, string>>>;
}

/** Something that is probably not meant. `script` is the text of the gate, or the name of the file or hook. */
export interface LuaWarning {
  readonly script: string;
  readonly text: string;
}

export interface LoadedLua {
  readonly program: LuaProgram;
  readonly warnings: readonly LuaWarning[];
  /** Names that the custom files made global. */
  readonly globals: readonly string[];
}

export interface PreparedProgram {
  readonly message: ProgramSource;
  readonly gates: readonly Gate[];
  readonly hosts: readonly HostInfo[];
  readonly warnings: readonly LuaWarning[];
}

interface Script {
  readonly name: string;
  readonly source: string;
}

const MAX_PROBLEMS_SHOWN = 20;
const SCRIPTS_AT_ONCE = 200;

function scriptsOf(message: ProgramSource, gates: readonly Gate[]): Script[] {
  return [
    ...message.files.map(({ path, source }) => ({ name: path, source })),
    ...gates.map(({ text, lua }) => ({ name: text, source: lua })),
    ...message.hooks.map(({ name, source }) => ({ name: `${name} hook`, source })),
  ];
}

/** @throws AppError `item_too_large` naming the script above the limit. */
export function* prepareProgramInSteps(
  source: LuaProgramSource,
  generation: number,
  maxSourceBytes: number,
): Steps<PreparedProgram> {
  const hosts = source.hosts.map(hostInfo);
  const hooks = Object.entries(source.hooks ?? {}).map(([name, body]) => ({ name, source: body }));
  const files = [...(source.files ?? [])].sort((a, b) => (a.path < b.path ? -1 : 1));
  const gates = source.gates.map(({ lua }) => lua);
  const message = { generation, gates, hosts, files, hooks };
  const scripts = scriptsOf(message, source.gates);
  const warnings: LuaWarning[] = [];
  for (const [at, { name, source: text }] of scripts.entries()) {
    if (at % SCRIPTS_AT_ONCE === 0) yield;
    const bytes = Buffer.byteLength(text);
    if (bytes > maxSourceBytes)
      throw new AppError(
        "item_too_large",
        `Lua ${scriptName(name)}: ${bytes} bytes, limit is ${maxSourceBytes}`,
      );
    for (const warning of lintTruth(text)) {
      warnings.push({ script: scriptName(name), text: warning });
    }
  }
  return { message, gates: source.gates, hosts, warnings };
}

const PLACE = /^[^\n]*?:(\d+): /;

function describe({ gates }: PreparedProgram, { what, which, text }: LoadProblem): string {
  const gate = typeof which === "number" ? gates[which] : undefined;
  const name = gate === undefined ? `${what} ${which}` : `gate ${which} "${scriptName(gate.text)}"`;
  const line = PLACE.exec(text)?.[1];
  return line === undefined
    ? `${name}: ${text}`
    : `${name}: line ${line}: ${text.replace(PLACE, "")}`;
}

/** @throws AppError `invalid_argument` when there are problems: all of them, up to 20, in one line each. */
export function refuseBadProgram(
  prepared: PreparedProgram,
  problems: readonly LoadProblem[],
): void {
  if (problems.length === 0) return;
  const shown = problems.slice(0, MAX_PROBLEMS_SHOWN).map((problem) => describe(prepared, problem));
  const more = problems.length - shown.length;
  throw new AppError(
    "invalid_argument",
    [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("; "),
  );
}
