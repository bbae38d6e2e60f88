import { LuaFactory } from "wasmoon";

/** A pointer into the memory of the virtual machine. */
export type Pointer = number;

/** The memory of a WebAssembly instance, as far as it is used here. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow: (pages: number) => number;
}

/**
 * The functions of the C API as the WebAssembly instance exports them. Called directly they cost a tenth of the
 * library's own wrappers, and nothing is kept per call. Integers of Lua are 64 bits wide, hence `bigint`.
 */
export interface LuaExports {
  readonly memory: WasmMemory;
  malloc(bytes: number): Pointer;
  free(at: Pointer): void;
  luaL_newstate(): Pointer;
  luaL_openlibs(state: Pointer): void;
  luaL_loadbufferx(
    state: Pointer,
    at: Pointer,
    bytes: number,
    name: Pointer,
    mode: Pointer,
  ): number;
  lua_checkstack(state: Pointer, slots: number): number;
  lua_createtable(state: Pointer, items: number, fields: number): void;
  lua_error(state: Pointer): number;
  lua_getfield(state: Pointer, index: number, name: Pointer): number;
  lua_gettop(state: Pointer): number;
  lua_isinteger(state: Pointer, index: number): number;
  lua_next(state: Pointer, index: number): number;
  lua_pcallk(
    state: Pointer,
    args: number,
    results: number,
    handler: number,
    context: number,
    continuation: number,
  ): number;
  lua_pushboolean(state: Pointer, value: number): void;
  lua_pushcclosure(state: Pointer, fn: Pointer, upvalues: number): void;
  lua_pushinteger(state: Pointer, value: bigint): void;
  lua_pushlightuserdata(state: Pointer, value: Pointer): void;
  lua_pushlstring(state: Pointer, at: Pointer, bytes: number): Pointer;
  lua_pushnil(state: Pointer): void;
  lua_pushnumber(state: Pointer, value: number): void;
  lua_pushvalue(state: Pointer, index: number): void;
  lua_rawget(state: Pointer, index: number): number;
  lua_rawset(state: Pointer, index: number): void;
  lua_rotate(state: Pointer, index: number, by: number): void;
  lua_sethook(state: Pointer, fn: Pointer, mask: number, count: number): void;
  lua_settop(state: Pointer, index: number): void;
  lua_toboolean(state: Pointer, index: number): number;
  lua_tolstring(state: Pointer, index: number, bytesOut: Pointer): Pointer;
  lua_tonumberx(state: Pointer, index: number, isNumberOut: Pointer): number;
  lua_type(state: Pointer, index: number): number;
}

export interface LuaMachine {
  readonly lua: LuaExports;
  /** Makes `fn` callable from C; `signature` as emscripten writes it, the result first. */
  addFunction(fn: (...args: number[]) => number | undefined, signature: string): Pointer;
}

interface WasmApi {
  instantiate: (...args: unknown[]) => Promise<unknown>;
}

/** The types of Node without a browser's know no WebAssembly; at run time it is always there. */
const wasmApi = (): WasmApi => (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

/** `instantiate` answers an instance when given a module, else an object that holds one. */
function exportsOf(instantiated: unknown): LuaExports {
  // The shape is the WebAssembly standard's; the names of the functions are checked below.
  const found = instantiated as { instance?: { exports: LuaExports }; exports?: LuaExports };
  const all = found.instance?.exports ?? found.exports;
  if (typeof all?.lua_pcallk !== "function" || typeof all.memory.grow !== "function")
    throw new TypeError("the Lua library exports no lua_pcallk or no memory");
  return all;
}

/**
 * Loads a Lua 5.4 machine and takes hold of its raw exports. For the moment of loading `WebAssembly.instantiate` is
 * wrapped, because the library keeps the instance to itself: only a thread that loads nothing else may do this.
 */
export async function loadLuaMachine(): Promise<LuaMachine> {
  const api = wasmApi();
  const instantiate = api.instantiate;
  let lua: LuaExports | undefined;
  api.instantiate = async (...args) => {
    const instantiated = await instantiate(...args);
    lua = exportsOf(instantiated);
    return instantiated;
  };
  try {
    const { module } = await new LuaFactory().getLuaModule();
    if (lua === undefined) throw new TypeError("the Lua library made no instance");
    return { lua, addFunction: (fn, signature) => module.addFunction(fn, signature) };
  } finally {
    api.instantiate = instantiate;
  }
}
