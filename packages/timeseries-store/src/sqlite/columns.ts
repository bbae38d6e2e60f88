import { Buffer } from "node:buffer";

/** @throws TypeError when a column holds something else: the file is damaged */
export function integer(value: unknown): number {
  if (typeof value === "number") return value;
  throw new TypeError(`a column holds ${typeof value} in place of an integer`);
}

/** @throws TypeError when a column holds something else: the file is damaged */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`a column holds ${typeof value} in place of a text`);
}

/** @throws TypeError when a column holds something else: the file is damaged */
export function blob(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  throw new TypeError(`a column holds ${typeof value} in place of bytes`);
}
