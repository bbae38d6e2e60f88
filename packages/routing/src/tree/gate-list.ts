import type { LuaBody } from "../rules/lua-body.js";
import { NO_GATE, type Gate } from "./plan.js";

/** Gives each distinct Lua body one gate. */
export class GateList {
  readonly gates: Gate[] = [];
  readonly #byLua = new Map<string, number>();

  /** The gate's index, or `NO_GATE` for a body whose weight is constant. */
  of(body: LuaBody): number {
    if (body.constant !== undefined) return NO_GATE;
    const known = this.#byLua.get(body.lua);
    if (known !== undefined) return known;
    const index = this.gates.length;
    this.gates.push({ index, lua: body.lua, text: body.text });
    this.#byLua.set(body.lua, index);
    return index;
  }
}
