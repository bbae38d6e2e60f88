import { AppError } from "@signalbox/errors";
import type { NameValue } from "./hook-result.js";
import type { LuaOutput, LuaTable } from "./messages.js";

const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
/** What must not appear in a header: it would begin another one. */
const LINE_BREAK = /[\r\n\0]/;
const ANYTHING = /^/;

const isTable = (value: LuaOutput | undefined): value is LuaTable => typeof value === "object";

/** Typed access to a table that a script made; every mistake names the field. */
export class HookFields {
  readonly #what: string;
  readonly #table: LuaTable;

  private constructor(what: string, table: LuaTable) {
    this.#what = what;
    this.#table = table;
  }

  static of(what: string, value: LuaOutput): HookFields {
    if (!isTable(value)) throw new AppError("invalid_argument", `${what}: no table`);
    return new HookFields(what, value);
  }

  text(name: string, shape: RegExp = ANYTHING): string | undefined {
    const value = this.#table.fields[name];
    if (value === undefined) return undefined;
    if (typeof value !== "string" || !shape.test(value)) throw this.#wrong(name);
    return value;
  }

  required(name: string, shape: RegExp): string {
    const value = this.text(name, shape);
    if (value === undefined) throw this.#wrong(name);
    return value;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.#table.fields[name];
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
      throw this.#wrong(name);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.#table.fields[name];
    if (value !== undefined && typeof value !== "boolean") throw this.#wrong(name);
    return value;
  }

  child(name: string): HookFields | undefined {
    const value = this.#table.fields[name];
    return value === undefined ? undefined : HookFields.of(`${this.#what}: ${name}`, value);
  }

  /** A list of `{name, value}`; without a value the name is to be removed. Numbers become text. */
  pairs(name: string): readonly NameValue[] {
    const list = this.#table.fields[name];
    if (list === undefined) return [];
    if (!isTable(list)) throw this.#wrong(name);
    return list.items.map((item) => this.#pair(name, item));
  }

  headers(name: string): readonly NameValue[] {
    const pairs = this.pairs(name);
    const isSafe = pairs.every(
      (pair) => FIELD_NAME.test(pair.name) && !LINE_BREAK.test(pair.value ?? ""),
    );
    if (!isSafe) throw this.#wrong(name);
    return pairs;
  }

  #pair(list: string, item: LuaOutput | undefined): NameValue {
    if (!isTable(item)) throw this.#wrong(list);
    const [name, value] = item.items;
    if (typeof name !== "string" || typeof value === "object") throw this.#wrong(list);
    return { name, value: value === undefined ? undefined : String(value) };
  }

  #wrong(name: string): AppError {
    return new AppError("invalid_argument", `${this.#what}: field ${name} cannot be used`);
  }
}
