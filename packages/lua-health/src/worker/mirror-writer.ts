import type { DataChange } from "../messages.js";
import { LUA_TABLE, type LuaState } from "./lua-state.js";

/** Puts changes of the selection input into the table on top of the stack, and takes that table from the stack. */
export function applyChanges(state: LuaState, changes: readonly DataChange[]): void {
  const root = state.lua.lua_gettop(state.address);
  for (const { path, value } of changes) {
    const last = path.length - 1;
    state.lua.lua_pushvalue(state.address, root);
    path.forEach((key, at) => {
      if (at < last) descend(state, key);
    });
    state.pushString(path[last] ?? "");
    state.pushData(value);
    state.lua.lua_rawset(state.address, -3);
    state.setTop(root);
  }
  state.setTop(root - 1);
}

/** Replaces the table on top by its table under `key`, which is made when it is missing. */
function descend(state: LuaState, key: string): void {
  const { lua, address } = state;
  state.pushString(key);
  lua.lua_rawget(address, -2);
  if (state.typeAt(-1) === LUA_TABLE) return;
  state.setTop(-2);
  state.pushString(key);
  lua.lua_createtable(address, 0, 4);
  lua.lua_pushvalue(address, -1);
  // parent, key, table, table -> parent, table, key, table
  lua.lua_rotate(address, -3, 1);
  lua.lua_rawset(address, -4);
}
