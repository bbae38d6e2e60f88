import { Buffer } from "node:buffer";
import { convert } from "./digest.js";
import { argumentBytes } from "./guard.js";
import type { LogSink } from "./log-sink.js";
import type { LuaMachine } from "./lua-exports.js";
import type { LuaState } from "./lua-state.js";

const MAX_LEVEL_BYTES = 16;
const MAX_NAME_BYTES = 32;

export interface NativeOptions {
  readonly sink: LogSink;
  readonly maxLineBytes: number;
  readonly maxArgumentBytes: number;
}

/**
 * Pushes the table of the functions that the prelude gets from outside: `emit(level, prefix, text)` and
 * `digest(name, first, second)`. They take and give bytes only, so no script ever holds a JavaScript object.
 */
export function pushNatives(machine: LuaMachine, state: LuaState, options: NativeOptions): void {
  const { lua, address } = state;
  const { sink, maxLineBytes, maxArgumentBytes } = options;
  const emit = (): number => {
    const [level, prefix, text] = [
      argumentBytes(state, 1, MAX_LEVEL_BYTES),
      argumentBytes(state, 2, maxLineBytes),
      argumentBytes(state, 3, maxLineBytes),
    ];
    const line = Buffer.concat([prefix, text]).subarray(0, maxLineBytes);
    sink.add(level.toString("utf8"), line.toString("utf8"));
    return 0;
  };
  const digest = (): number => {
    const name = argumentBytes(state, 1, MAX_NAME_BYTES).toString("latin1");
    const first = argumentBytes(state, 2, maxArgumentBytes);
    const out = convert(name, first, argumentBytes(state, 3, maxArgumentBytes));
    if (out === undefined) lua.lua_pushnil(address);
    else state.pushBytes(out);
    return 1;
  };
  lua.lua_createtable(address, 0, 2);
  for (const [name, fn] of Object.entries({ emit, digest })) {
    state.pushString(name);
    lua.lua_pushcclosure(address, machine.addFunction(fn, "ii"), 0);
    lua.lua_rawset(address, -3);
  }
}
