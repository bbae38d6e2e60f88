import { Buffer } from "node:buffer";
import type { LoadProblem, LoadReply, ProgramSource } from "../messages.js";
import type { LuaData } from "./lua-state.js";
import type { PreludeSlot, Vm } from "./vm.js";

const INTERNAL_MS = 1000;
const MAX_NAMES_BYTES = 1_048_576;
/** Programs kept: the current one and the one before it, whose evaluations may still be on their way. */
const KEPT_GENERATIONS = 2;

/** Bytes of all scripts of a program. */
function sourceBytesOf(program: ProgramSource): number {
  const sources = [
    ...program.gates,
    ...program.files.map(({ source }) => source),
    ...program.hooks.map(({ source }) => source),
  ];
  const fixedBytes = 64;
  return sources.reduce((total, source) => total + Buffer.byteLength(source) + fixedBytes, 0);
}

/** Compiles a program beside the one in use. Nothing of it stays when anything is wrong with it. */
export class Loader {
  readonly #vm: Vm;
  readonly #loadMs: number;

  constructor(vm: Vm, loadMs: number) {
    this.#vm = vm;
    this.#loadMs = loadMs;
  }

  load(program: ProgramSource, started: () => void): LoadReply {
    const { generation } = program;
    const hosts = program.hosts.map(({ hostname, names }) => ({ hostname, names }));
    this.#vm.reserve({ sourceBytes: KEPT_GENERATIONS * sourceBytesOf(program) });
    this.#must("new_program", [generation, hosts]);
    const problems = this.#addAll(program, started);
    const globals = problems.length === 0 ? this.#seal(generation) : [];
    const dropped = problems.length === 0 ? generation - KEPT_GENERATIONS : generation;
    this.#must("drop_program", [dropped]);
    return { kind: "load", problems, globals, lines: this.#vm.sink.take().lines };
  }

  #addAll(program: ProgramSource, started: () => void): LoadProblem[] {
    const { generation } = program;
    const problems: LoadProblem[] = [];
    const add = (what: LoadProblem["what"], which: number | string, source: string): void => {
      started();
      const text = this.#add(what, [generation, which, source]);
      if (text !== undefined) problems.push({ what, which, text });
    };
    program.files.forEach(({ path, source }) => add("file", path, source));
    program.gates.forEach((source, index) => add("gate", index, source));
    program.hooks.forEach(({ name, source }) => add("hook", name, source));
    return problems;
  }

  /** @returns what is wrong with the script, if anything. */
  #add(what: LoadProblem["what"], args: readonly (string | number)[]): string | undefined {
    const { state } = this.#vm;
    const slot: PreludeSlot = `add_${what}`;
    this.#vm.push(slot);
    this.#vm.trusted(() => args.forEach((arg) => state.pushData(arg)));
    const problem = this.#vm.call(args.length, 1, this.#loadMs);
    if (problem !== undefined) return problem.text;
    const text = state.typeNameAt(-1) === "string" ? state.textAt(-1, 4096) : undefined;
    state.setTop(-2);
    return text;
  }

  #seal(generation: number): string[] {
    this.#vm.push("seal");
    this.#vm.state.pushNumber(generation);
    const problem = this.#vm.call(1, 1, INTERNAL_MS);
    if (problem !== undefined) throw new Error(`Lua prelude: ${problem.text}`);
    const names = this.#vm.state.textAt(-1, MAX_NAMES_BYTES);
    this.#vm.state.setTop(-2);
    return names === "" ? [] : names.split("\n");
  }

  #must(slot: PreludeSlot, args: readonly (number | readonly LuaData[])[]): void {
    this.#vm.push(slot);
    this.#vm.trusted(() => args.forEach((arg) => this.#vm.state.pushData(arg)));
    const problem = this.#vm.call(args.length, 0, INTERNAL_MS);
    if (problem !== undefined) throw new Error(`Lua prelude: ${problem.text}`);
  }
}
