import type { Buffer } from "node:buffer";
import type { LuaOutput, LuaTable } from "../messages.js";
import { LUA_BOOLEAN, LUA_NUMBER, LUA_STRING, LUA_TABLE, type LuaState } from "./lua-state.js";

const MAX_DEPTH = 10;
const MAX_TEXT_BYTES = 1_048_576;
const LENGTH_BYTES = 4;

/** Reads the value on top of the stack and leaves it there; functions and the like become their kind's name. */
export function readOutput(state: LuaState, depth = 0): LuaOutput | undefined {
  switch (state.typeAt(-1)) {
    case LUA_BOOLEAN:
      return state.lua.lua_toboolean(state.address, -1) !== 0;
    case LUA_NUMBER:
      return state.numberAt(-1);
    case LUA_STRING:
      return state.textAt(-1, MAX_TEXT_BYTES);
    case LUA_TABLE:
      return depth < MAX_DEPTH ? readTable(state, depth) : undefined;
    default:
      return undefined;
  }
}

/** The prelude hands out plain tables of bounded size, so raw access reads all there is. */
function readTable(state: LuaState, depth: number): LuaTable {
  const items: LuaOutput[] = [];
  const fields: Record<string, LuaOutput> = { __proto__: null } as never;
  const { lua, address } = state;
  lua.lua_pushnil(address);
  while (lua.lua_next(address, -2) !== 0) {
    const value = readOutput(state, depth + 1);
    const isItem = state.typeAt(-2) === LUA_NUMBER;
    if (value !== undefined && isItem) items[state.numberAt(-2) - 1] = value;
    if (value !== undefined && state.typeAt(-2) === LUA_STRING)
      fields[state.textAt(-2, MAX_TEXT_BYTES)] = value;
    lua.lua_settop(address, -2);
  }
  return { items, fields };
}

/** Takes apart what the prelude packed: each text after its length in 4 bytes, little-endian. */
export function unpackTexts(packed: Buffer): string[] {
  return unpackBytes(packed).map((text) => text.toString("utf8"));
}

export function unpackPaths(packed: Buffer): string[][] {
  return unpackBytes(packed).map(unpackTexts);
}

function unpackBytes(packed: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= packed.length) {
    const start = at + LENGTH_BYTES;
    const end = start + packed.readUInt32LE(at);
    found.push(packed.subarray(start, end));
    at = end;
  }
  return found;
}
