import { Buffer } from "node:buffer";
import type { InputValue } from "./input-value.js";
import { quoted, type Refusal, type RefusalReason } from "./refusal.js";

export interface InspectorLimits {
  readonly maxDepth: number;
  readonly maxKeyBytes: number;
  readonly maxStringBytes: number;
  /** Name of the option behind `maxStringBytes`, for messages. */
  readonly maxStringBytesName: string;
  /** Values in one write; more would never fit. */
  readonly maxLeaves: number;
  readonly maxLeavesName: string;
}

/** Keys that reach a prototype when somebody copies our data into ordinary objects. */
const UNSAFE_KEYS = new Set(["__proto__", "constructor", "prototype"]);
const MAX_UTF8_BYTES_PER_UNIT = 3;
const NO_REFUSAL: Refusal = { reason: "bad_value", what: "not refused", path: [] };

function bytesAbove(text: string, maxBytes: number): number | undefined {
  if (text.length * MAX_UTF8_BYTES_PER_UNIT <= maxBytes) return undefined;
  const bytes = Buffer.byteLength(text);
  return bytes > maxBytes ? bytes : undefined;
}

/** Looks at what somebody wants to write, before anything is changed. */
export class Inspector {
  readonly #limits: InspectorLimits;
  readonly #path: string[] = [];
  #refusal: Refusal = NO_REFUSAL;
  #leaves = 0;

  constructor(limits: InspectorLimits) {
    this.#limits = limits;
  }

  /** Why the last value or path was not accepted; meaningless when it was. */
  get refusal(): Refusal {
    return this.#refusal;
  }

  acceptsPath(path: readonly string[]): boolean {
    this.#start([]);
    return this.#fitsDepth(path.length) && path.every((key) => this.#acceptsKey(key));
  }

  /** @param path Where the value is to stand; it counts towards the depth. */
  accepts(value: unknown, path: readonly string[]): value is InputValue {
    this.#start(path);
    return this.#fitsDepth(path.length) && this.#acceptsValue(value);
  }

  #start(path: readonly string[]): void {
    this.#refusal = NO_REFUSAL;
    this.#leaves = 0;
    this.#path.splice(0, this.#path.length, ...path);
  }

  #acceptsValue(value: unknown): boolean {
    switch (typeof value) {
      case "boolean":
        return this.#countOne();
      case "number":
        if (!Number.isFinite(value)) return this.#refuse("bad_value", `${value} is not finite`);
        return this.#countOne();
      case "string":
        return this.#countOne() && this.#acceptsText(value);
      case "object":
        return value === null ? this.#countOne() : this.#acceptsMembers(value);
      case "bigint":
      case "function":
      case "symbol":
      case "undefined":
        return this.#refuse("bad_value", `a value of type ${typeof value}`);
    }
  }

  #countOne(): boolean {
    this.#leaves += 1;
    return this.#hasRoomFor(0);
  }

  /** Asked before the work: a wide object would take seconds to look through. Every member holds a value or more. */
  #hasRoomFor(members: number): boolean {
    const { maxLeaves, maxLeavesName } = this.#limits;
    const leaves = this.#leaves + members;
    if (leaves <= maxLeaves) return true;
    const what = `${leaves} values or more, limit is ${maxLeaves} (${maxLeavesName})`;
    return this.#refuse("too_many_leaves", what);
  }

  #acceptsText(text: string): boolean {
    const { maxStringBytes, maxStringBytesName } = this.#limits;
    const bytes = bytesAbove(text, maxStringBytes);
    if (bytes === undefined) return true;
    const limit = `limit is ${maxStringBytes} (${maxStringBytesName})`;
    return this.#refuse("bad_value", `the text has ${bytes} bytes, ${limit}`);
  }

  #acceptsMembers(value: object): boolean {
    if (Array.isArray(value)) return this.#acceptsItems(value);
    const keys = Object.keys(value);
    if (keys.length === 0) return this.#countOne();
    if (!this.#hasRoomFor(keys.length)) return false;
    // The cast only lets us read; the keys are the object's own, so nothing comes from a prototype.
    const members = value as Readonly<Record<string, unknown>>;
    return keys.every((key) => this.#acceptsKey(key) && this.#acceptsBelow(key, members[key]));
  }

  #acceptsItems(items: readonly unknown[]): boolean {
    if (items.length === 0) return this.#countOne();
    if (!this.#hasRoomFor(items.length)) return false;
    return items.every((item, at) => this.#acceptsBelow(String(at), item));
  }

  #acceptsBelow(key: string, value: unknown): boolean {
    this.#path.push(key);
    const isAccepted = this.#fitsDepth(this.#path.length) && this.#acceptsValue(value);
    this.#path.pop();
    return isAccepted;
  }

  #acceptsKey(key: string): boolean {
    if (UNSAFE_KEYS.has(key)) return this.#refuse("bad_key", `the key ${quoted(key)} is reserved`);
    const { maxKeyBytes } = this.#limits;
    const bytes = bytesAbove(key, maxKeyBytes);
    if (bytes === undefined) return true;
    const what = `the key ${quoted(key)} has ${bytes} bytes, limit is ${maxKeyBytes} (maxKeyBytes)`;
    return this.#refuse("bad_key", what);
  }

  #fitsDepth(depth: number): boolean {
    const { maxDepth } = this.#limits;
    if (depth <= maxDepth) return true;
    return this.#refuse("too_deep", `the path has ${depth} keys, limit is ${maxDepth} (maxDepth)`);
  }

  #refuse(reason: RefusalReason, what: string): false {
    this.#refusal = { reason, what, path: [...this.#path] };
    return false;
  }
}
