import { PassThrough } from "node:stream";
import { readFile } from "node:fs/promises";
import type { ServiceIo, ServiceSignal } from "@signalbox/config";
import { datastoreCommand, type DatastoreCommandParts } from "../../src/cli/datastore-command.js";

export interface ToolRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedTool {
  readonly ended: Promise<ToolRun>;
  /** Resolves with what was printed once it holds `lines` lines. */
  printed(lines: number): Promise<readonly string[]>;
  signal(name: ServiceSignal): void;
}

/** Code of the stand-in for the service. */
export const SERVICE_CODE = 42;

/** `signalbox datastore …` without a process. */
export function startTool(
  argv: readonly string[],
  more: Partial<DatastoreCommandParts> = {},
): StartedTool {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err]: [string[], string[]] = [[], []];
  stdout.on("data", (chunk: Buffer) => out.push(chunk.toString()));
  stderr.on("data", (chunk: Buffer) => err.push(chunk.toString()));
  const listeners = new Map<ServiceSignal, () => void>();
  const io: ServiceIo = {
    argv,
    env: {},
    stdout,
    stderr,
    onSignal: (name, fn) => {
      listeners.set(name, fn);
      return () => listeners.delete(name);
    },
    readFile: (path) => readFile(path, "utf8"),
    after: () => () => undefined,
    exitNow: () => undefined,
  };
  const service = (): Promise<number> => Promise.resolve(SERVICE_CODE);
  const ended = datastoreCommand(io, { service, ...more }).then((code) => ({
    code,
    stdout: out.join(""),
    stderr: err.join(""),
  }));
  return {
    ended,
    printed: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          const lines = out.join("").split("\n").slice(0, -1);
          if (lines.length < count) stdout.once("data", look);
          else resolve(lines);
        };
        look();
      }),
    signal: (name) => listeners.get(name)?.(),
  };
}

export const runTool = (...argv: readonly string[]): Promise<ToolRun> => startTool(argv).ended;
