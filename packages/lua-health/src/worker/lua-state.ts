import { Buffer } from "node:buffer";
import type { LuaExports, Pointer } from "./lua-exports.js";

/** Kinds of `lua_type`. */
export const LUA_NIL = 0;
export const LUA_BOOLEAN = 1;
export const LUA_NUMBER = 3;
export const LUA_STRING = 4;
export const LUA_TABLE = 5;

const TYPE_NAMES = ["nil", "boolean", "userdata", "number", "string", "table", "function"];
const SCRATCH_BYTES = 4096;
const UTF8_BYTES_PER_UNIT = 3;
const ASCII_LIMIT = 0x80;
const SPARE_STACK_SLOTS = 200;

/** Plain data that can be put into a virtual machine; `undefined` and `null` as stated at `pushData`. */
export type LuaData =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly LuaData[]
  | { readonly [key: string]: LuaData };

/** One Lua state: values on and off its stack. It evaluates nothing by itself. */
export class LuaState {
  readonly lua: LuaExports;
  readonly address: Pointer;
  readonly #scratch: Pointer;
  readonly #lengthOut: Pointer;
  #bytes: Buffer;

  constructor(lua: LuaExports) {
    this.lua = lua;
    this.address = lua.luaL_newstate();
    lua.luaL_openlibs(this.address);
    lua.lua_checkstack(this.address, SPARE_STACK_SLOTS);
    this.#scratch = lua.malloc(SCRATCH_BYTES);
    this.#lengthOut = lua.malloc(4);
    this.#bytes = Buffer.from(lua.memory.buffer);
  }

  /** The machine's memory; renewed when it has grown, which detaches the old view. */
  get bytes(): Buffer {
    if (this.#bytes.length === 0) this.#bytes = Buffer.from(this.lua.memory.buffer);
    return this.#bytes;
  }

  pushString(text: string): void {
    const { lua, address } = this;
    const length = text.length;
    if (length * UTF8_BYTES_PER_UNIT > SCRATCH_BYTES) {
      this.pushBytes(Buffer.from(text));
      return;
    }
    const { bytes } = this;
    const at = this.#scratch;
    let written = 0;
    for (; written < length; written += 1) {
      const code = text.charCodeAt(written);
      if (code >= ASCII_LIMIT) break;
      bytes[at + written] = code;
    }
    if (written < length) written = bytes.write(text, at);
    lua.lua_pushlstring(address, at, written);
  }

  /** @returns false, with nil pushed, when the machine has no memory for it. */
  pushBytes(content: Uint8Array): boolean {
    const at = this.lua.malloc(content.length + 1);
    if (at === 0) {
      this.lua.lua_pushnil(this.address);
      return false;
    }
    this.bytes.set(content, at);
    this.lua.lua_pushlstring(this.address, at, content.length);
    this.lua.free(at);
    return true;
  }

  /** Integers that a double holds exactly become Lua integers, other numbers floats. */
  pushNumber(value: number): void {
    if (Number.isSafeInteger(value)) this.lua.lua_pushinteger(this.address, BigInt(value));
    else this.lua.lua_pushnumber(this.address, value);
  }

  /**
   * Pushes a copy. `null` becomes the light userdata 0, which the prelude shows as nil but knows to be there;
   * `undefined` becomes nil, a list a sequence from 1.
   */
  pushData(value: LuaData): void {
    const { lua, address } = this;
    if (typeof value === "string") this.pushString(value);
    else if (typeof value === "number") this.pushNumber(value);
    else if (typeof value === "boolean") lua.lua_pushboolean(address, value ? 1 : 0);
    else if (value === undefined) lua.lua_pushnil(address);
    else if (value === null) lua.lua_pushlightuserdata(address, 0);
    else if (isList(value)) this.#pushList(value);
    // The list is excluded above, which the compiler does not see for readonly arrays.
    else this.#pushFields(value);
  }

  typeAt(index: number): number {
    return this.lua.lua_type(this.address, index);
  }

  typeNameAt(index: number): string {
    return TYPE_NAMES[this.typeAt(index)] ?? "value";
  }

  numberAt(index: number): number {
    return this.lua.lua_tonumberx(this.address, index, 0);
  }

  /** A copy of the bytes of a string, at most `maxBytes` of them; a number is converted in place by Lua. */
  bytesAt(index: number, maxBytes: number): Buffer {
    const at = this.lua.lua_tolstring(this.address, index, this.#lengthOut);
    const { bytes } = this;
    const length = Math.min(bytes.readUInt32LE(this.#lengthOut), maxBytes);
    return Buffer.from(bytes.subarray(at, at + length));
  }

  textAt(index: number, maxBytes: number): string {
    return this.bytesAt(index, maxBytes).toString("utf8");
  }

  setTop(top: number): void {
    this.lua.lua_settop(this.address, top);
  }

  #pushList(items: readonly LuaData[]): void {
    const { lua, address } = this;
    lua.lua_createtable(address, items.length, 0);
    items.forEach((item, at) => {
      lua.lua_pushnumber(address, at + 1);
      this.pushData(item);
      lua.lua_rawset(address, -3);
    });
  }

  #pushFields(fields: { readonly [key: string]: LuaData }): void {
    const { lua, address } = this;
    const keys = Object.keys(fields);
    lua.lua_createtable(address, 0, keys.length);
    for (const key of keys) {
      this.pushString(key);
      this.pushData(fields[key]);
      lua.lua_rawset(address, -3);
    }
  }
}

const isList = (value: object): value is readonly LuaData[] => Array.isArray(value);
