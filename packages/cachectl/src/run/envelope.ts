import { isUtf8 } from "node:buffer";

/** A command's result, as it is replayed. */
export interface CommandResult {
  /** What the process exited with; 128 and the signal's number when a signal ended it. */
  readonly code: number;
  readonly signal?: string;
  readonly out: Buffer;
  readonly err: Buffer;
  /** Epoch milliseconds at which the command ended. */
  readonly atMs: number;
}

const VERSION = 1;
const MAX_EXIT_CODE = 255;

/**
 * A result as the data text of a cache entry: `{v, code, signal?, out, err, enc, at}`. Plain JSON, so that a client in
 * any language can read it; `enc` is `base64` for both streams when either is not UTF-8. Source: reference
 * cache-manager 6.3.
 */
export function sealResult(result: CommandResult): string {
  const enc = isUtf8(result.out) && isUtf8(result.err) ? "utf8" : "base64";
  return JSON.stringify({
    v: VERSION,
    code: result.code,
    ...(result.signal === undefined ? {} : { signal: result.signal }),
    out: result.out.toString(enc),
    err: result.err.toString(enc),
    enc,
    at: result.atMs,
  });
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    return Object.fromEntries(Object.entries(value));
  } catch {
    return undefined; // not ours: someone stored something else under this key
  }
}

function isExitCode(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_EXIT_CODE;
}

/** The result in a data text, or undefined when the text is not an envelope of this version. */
export function openResult(text: string): CommandResult | undefined {
  const { v, code, signal, out, err, enc, at } = parsedObject(text) ?? {};
  if (v !== VERSION || !isExitCode(code) || typeof at !== "number") return undefined;
  if (typeof out !== "string" || typeof err !== "string") return undefined;
  if (enc !== "utf8" && enc !== "base64") return undefined;
  return {
    code,
    ...(typeof signal === "string" ? { signal } : {}),
    out: Buffer.from(out, enc),
    err: Buffer.from(err, enc),
    atMs: at,
  };
}
