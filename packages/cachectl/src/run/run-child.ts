import { spawn, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { Clock } from "@signalbox/clock";
import { signalExitCode } from "../exit-code.js";
import type { EndSignal, Shell } from "../shell.js";
import type { Capture, StreamName } from "./capture.js";
import { ProcessGroup } from "./process-group.js";
import type { Ending } from "./storage-policy.js";

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly capture: Capture;
  readonly shell: Pick<Shell, "env" | "cwd" | "clock" | "onEndSignal">;
}

/** How the command ended and what to exit with; `reason` says why it could not be started. */
export interface ChildResult {
  readonly ending: Ending;
  readonly code: number;
  readonly signal?: string;
  readonly reason?: string;
}

/** A command that has ended may have left a daemon that holds its output open; this long it is still read. */
const DRAIN_AFTER_EXIT_MS = 1000;
const UNKNOWN = 3;

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

async function readAll(stream: Readable | null, name: StreamName, capture: Capture): Promise<void> {
  if (stream === null) return;
  try {
    // The async iterator does not read ahead of a slow reader of our own output.
    for await (const chunk of stream) await capture.take(name, Buffer.from(chunk as Uint8Array));
  } catch {
    // The stream was cut off below; what had arrived is kept.
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

/** Stops reading when a descendant keeps the streams open, unless a slow reader of ours is the reason. */
function cutOffAfterExit(child: ChildProcess, capture: Capture, clock: Clock): void {
  clock.after(DRAIN_AFTER_EXIT_MS, () => {
    if (capture.hasOverflowed) return;
    child.stdout?.destroy();
    child.stderr?.destroy();
  });
}

function startFailure(error: unknown): ChildResult {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  const reason =
    code === "ENOENT" ? "not found" : code === "EACCES" ? "not executable" : "cannot be started";
  return { ending: { kind: "not started" }, code: UNKNOWN, reason };
}

function resultOf(exit: Exit, cause: "timed out" | "interrupted" | undefined): ChildResult {
  const code = exit.signal === null ? (exit.code ?? UNKNOWN) : signalExitCode(exit.signal);
  const signal = exit.signal === null ? {} : { signal: exit.signal };
  if (cause !== undefined) return { ending: { kind: cause }, code, ...signal };
  return { ending: { kind: "exited", code, ...signal }, code, ...signal };
}

function start({ command, args, shell }: ChildOptions): ChildProcess | ChildResult {
  try {
    return spawn(command, args, {
      cwd: shell.cwd,
      env: shell.env,
      detached: true,
      stdio: ["inherit", "pipe", "pipe"],
    });
  } catch (error) {
    // Some failures (arguments too long, a NUL in one) are thrown here, the others come as an event.
    return startFailure(error);
  }
}

/**
 * Runs the command in its own process group, stdin inherited, and collects its output in `capture`. Past `timeoutMs`
 * the whole group is killed; SIGTERM, SIGINT and SIGHUP to this process are passed on to it meanwhile.
 */
export async function runChild(options: ChildOptions): Promise<ChildResult> {
  let passOn: (signal: EndSignal) => void = () => undefined;
  // Before the command is started: a signal between the two would end this process and leave the command behind.
  const stopListening = options.shell.onEndSignal((signal) => passOn(signal));
  try {
    const child = start(options);
    if ("ending" in child) return child;
    return await supervise(child, options, (listener) => (passOn = listener));
  } finally {
    stopListening();
  }
}

async function supervise(
  child: ChildProcess,
  { timeoutMs, capture, shell }: ChildOptions,
  onSignal: (listener: (signal: EndSignal) => void) => void,
): Promise<ChildResult> {
  const exited = exitOf(child);
  if (child.pid === undefined) return exited.then(() => startFailure(undefined), startFailure);
  const group = new ProcessGroup(child.pid, shell.clock);
  let cause: "timed out" | "interrupted" | undefined;
  const cancelTimeout = shell.clock.after(timeoutMs, () => {
    cause = "timed out";
    group.terminate();
  });
  onSignal((signal) => {
    cause ??= "interrupted";
    group.signal(signal);
  });
  const read = [readAll(child.stdout, "out", capture), readAll(child.stderr, "err", capture)];
  const exit = await exited;
  group.leaderEnded();
  cutOffAfterExit(child, capture, shell.clock);
  await Promise.all(read);
  cancelTimeout();
  return resultOf(exit, cause);
}
