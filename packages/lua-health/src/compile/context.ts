import type { HostInfo } from "../host-info.js";
import type { InputObject, InputReader, InputValue } from "../input-reader.js";
import type { RequestView } from "../request-view.js";
import { fromJson, isNumber, type LuaNumber } from "./lua-number.js";

/** A value of Lua; nil is `undefined`, a table is an object or list of the selection input. */
export type LuaValue =
  undefined | boolean | string | LuaNumber | InputObject | readonly InputValue[];

/** An error that the same Lua would raise. */
export class LuaError extends Error {}
/** This evaluation is not one for compiled code: the interpreter must do it. Not an error. */
export class LeftToInterpreter extends Error {}

/** What an evaluation has read of the selection input: top-level keys, and full paths when somebody explains. */
export class ReadRecord {
  readonly keys: string[] = [];
  readonly paths: (readonly string[])[] | undefined;

  constructor(withPaths = false) {
    this.paths = withPaths ? [] : undefined;
  }

  note(key: string): void {
    if (!this.keys.includes(key)) this.keys.push(key);
  }
}

/** Everything a compiled condition may look at. One object serves all evaluations of a program, one after the other. */
export interface EvaluationContext {
  readonly input: InputReader;
  readonly healthyWhenMissing: boolean;
  request: RequestView | undefined;
  host: HostInfo | undefined;
  reads: ReadRecord | undefined;
  warn(text: string): void;
  recentConnections(name: string): number;
  verifyToken(request: RequestView): boolean;
}

export type Closure = (context: EvaluationContext) => LuaValue;

export interface Compiled {
  readonly run: Closure;
  /** Reads something that differs between two requests at the same moment: its result is not kept. */
  readonly isVolatile: boolean;
  readonly isConstant: boolean;
}

export function fromInput(value: InputValue | undefined): LuaValue {
  if (value === null || value === undefined) return undefined;
  return typeof value === "number" ? fromJson(value) : value;
}

export function typeName(value: LuaValue): string {
  if (value === undefined) return "nil";
  if (isNumber(value)) return "number";
  return typeof value === "object" ? "table" : typeof value;
}

/** Lua's own truth: everything but nil and false, so 0 is true. */
export const isTrue = (value: LuaValue): boolean => value !== undefined && value !== false;
