import { Buffer } from "node:buffer";
import type { Clock } from "@signalbox/clock";
import type { RunProblem, WorkerSetup } from "../messages.js";
import { Guard } from "./guard.js";
import { LogSink } from "./log-sink.js";
import type { LuaMachine } from "./lua-exports.js";
import { LUA_TABLE, LuaState } from "./lua-state.js";
import { MemoryCap } from "./memory-cap.js";
import { pushNatives } from "./natives.js";
import { preludeLua } from "./prelude/index.js";

const PRELUDE_MS = 5000;
/** What one value or table of the mirror takes in the machine, garbage of its predecessor included. */
const BYTES_PER_ENTRY = 192;
/** What one byte of a script takes once compiled. */
const BYTES_PER_SOURCE_BYTE = 16;

/** The functions of the prelude, in the order of their stack slots. */
const FUNCTIONS = [
  "data",
  "recent",
  "new_program",
  "drop_program",
  "add_gate",
  "add_hook",
  "add_file",
  "seal",
  "run_gate",
  "run_hook",
  "run_script",
  "finish",
] as const;
export type PreludeSlot = (typeof FUNCTIONS)[number];

/** One virtual machine with the prelude loaded: the slots of its functions, its guard, its log and its memory bound. */
export class Vm {
  readonly state: LuaState;
  readonly sink: LogSink;
  readonly #guard: Guard;
  readonly #cap: MemoryCap;
  readonly #memoryBytes: number;
  readonly #slots = new Map<PreludeSlot, number>();
  #entries = 0;
  #sourceBytes = 0;

  constructor(machine: LuaMachine, setup: WorkerSetup, clock: Clock) {
    this.#cap = new MemoryCap(machine.lua.memory, setup.memoryBytes);
    this.#memoryBytes = setup.memoryBytes;
    this.state = new LuaState(machine.lua);
    this.sink = new LogSink(setup.maxLinesPerRun);
    this.#guard = new Guard(machine, this.state, { clock, maxSteps: setup.maxSteps });
    this.#loadPrelude(machine, setup);
  }

  /** The stack height at rest. */
  get base(): number {
    return FUNCTIONS.length;
  }

  get memoryBytes(): number {
    return this.#cap.bytes;
  }

  /** Room beside the memory that scripts may use. */
  reserve(room: { readonly entries?: number; readonly sourceBytes?: number }): void {
    this.#entries = room.entries ?? this.#entries;
    this.#sourceBytes = room.sourceBytes ?? this.#sourceBytes;
    const room_ = this.#entries * BYTES_PER_ENTRY + this.#sourceBytes * BYTES_PER_SOURCE_BYTE;
    this.#cap.limitBytes = this.#memoryBytes + room_;
  }

  /** For what is put there by this program itself and not by a script. */
  trusted<T>(work: () => T): T {
    return this.#cap.lifted(work);
  }

  push(slot: PreludeSlot): void {
    this.state.lua.lua_pushvalue(this.state.address, this.#slots.get(slot) ?? 0);
  }

  /** Calls the function pushed before its `args`. */
  call(args: number, results: number, limitMs: number): RunProblem | undefined {
    return this.#guard.call(args, results, limitMs);
  }

  #loadPrelude(machine: LuaMachine, setup: WorkerSetup): void {
    const problem = this.#compilePrelude(machine, setup) ?? this.call(2, 1, PRELUDE_MS);
    if (problem !== undefined) throw new Error(`Lua prelude: ${problem.text}`);
    FUNCTIONS.forEach((name, at) => {
      this.state.lua.lua_pushvalue(this.state.address, 1);
      this.state.pushString(name);
      this.state.lua.lua_rawget(this.state.address, -2);
      // Below the table, so that the slots begin at 2 and end where the base will be.
      this.state.lua.lua_rotate(this.state.address, -2, 1);
      this.state.setTop(-2);
      this.#slots.set(name, at + 1);
    });
    this.state.lua.lua_rotate(this.state.address, 1, -1);
    this.state.setTop(FUNCTIONS.length);
  }

  #compilePrelude(machine: LuaMachine, setup: WorkerSetup): RunProblem | undefined {
    const { lua, address } = this.state;
    const source = Buffer.from(preludeLua);
    const at = lua.malloc(source.length);
    const name = lua.malloc(16);
    this.state.bytes.set(source, at);
    this.state.bytes.write("=prelude\0", name);
    const status = lua.luaL_loadbufferx(address, at, source.length, name, 0);
    lua.free(at);
    lua.free(name);
    if (status !== 0) return { kind: "error", text: this.state.textAt(-1, 4096) };
    pushNatives(machine, this.state, {
      sink: this.sink,
      maxLineBytes: setup.maxLineBytes,
      maxArgumentBytes: setup.maxStringBytes,
    });
    this.state.pushData({
      healthy_when_missing: setup.healthyWhenMissing,
      max_string_bytes: setup.maxStringBytes,
    });
    return undefined;
  }

  /** True when the value on top of the stack is a table. */
  get isTableOnTop(): boolean {
    return this.state.typeAt(-1) === LUA_TABLE;
  }
}
