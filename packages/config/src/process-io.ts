import { AppError } from "@signalbox/errors";
import { open } from "node:fs/promises";
// The process's own edge: the one timer here must keep the process alive, which a Clock's timers by design do not.
import { clearTimeout, setTimeout } from "node:timers";
import type { ServiceIo } from "./service-definition.js";
import { MAX_YAML_BYTES } from "./yaml-document.js";

const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Reads a text file of at most `MAX_YAML_BYTES`, also one that has no size, such as a pipe.
 *
 * @throws AppError `invalid_argument` when it is larger or not UTF-8; the system's error when it cannot be read.
 */
async function readTextFile(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(MAX_YAML_BYTES + 1);
    let sizeBytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, sizeBytes, buffer.length - sizeBytes, null);
      sizeBytes += bytesRead;
      if (bytesRead === 0 || sizeBytes === buffer.length) break;
    }
    if (sizeBytes > MAX_YAML_BYTES) {
      throw new AppError("invalid_argument", `larger than ${MAX_YAML_BYTES} bytes`);
    }
    return decode(buffer.subarray(0, sizeBytes));
  } finally {
    await file.close();
  }
}

function decode(contents: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(contents);
  } catch (error) {
    throw new AppError("invalid_argument", "not UTF-8 text", { cause: error });
  }
}

function onFatal(target: NodeJS.Process, fn: (error: unknown) => void): () => void {
  const listener = (reason: unknown): void => fn(reason);
  target.on("uncaughtException", listener).on("unhandledRejection", listener);
  return () => {
    target.off("uncaughtException", listener).off("unhandledRejection", listener);
  };
}

function after(delayMs: number, fn: () => void): () => void {
  const timer = setTimeout(fn, Math.min(delayMs, MAX_TIMER_MS));
  return () => clearTimeout(timer);
}

/** The real process, for `main.ts`: `process.exitCode = await runService(definition, processIo(process))`. */
export function processIo(target: NodeJS.Process): ServiceIo {
  // Whoever read our output may go away; that is no reason to fall over.
  for (const stream of [target.stdout, target.stderr]) stream.on("error", () => undefined);
  return {
    argv: target.argv.slice(2),
    env: target.env,
    stdout: target.stdout,
    stderr: target.stderr,
    onSignal: (name, fn) => {
      target.on(name, fn);
      return () => void target.off(name, fn);
    },
    onFatal: (fn) => onFatal(target, fn),
    readFile: readTextFile,
    after,
    exitNow: (code) => target.exit(code),
  };
}
