import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { AppError } from "@signalbox/errors";
import type { AlertNotice } from "../alert-state.js";
import type { AlertOutput } from "./alert-output.js";
import { DeliveryQueue, type DeliveryQueueOptions } from "./delivery-queue.js";
import { passiveResult } from "./passive-result.js";

/** What a pipe takes whole or not at all, in bytes (PIPE_BUF); lines of several writers do not mix. */
const ATOMIC_BYTES = 4096;
/** Lines are ASCII but for other people's names, at most 3 bytes a character; so many are always within that. */
const LINES_PER_WRITE = 1;

export type CommandFileOptions = Omit<
  DeliveryQueueOptions<AlertNotice>,
  "deliver" | "maxBatch" | "onTrouble"
> & {
  readonly file: string;
  readonly onTrouble: (error: AppError) => void;
};

/**
 * Passive results for Nagios and its kin, into their external command file. The file is never made here: before the server has made its
 * pipe, and while nobody reads it, results wait.
 */
export function commandFileOutput(options: CommandFileOptions): AlertOutput {
  const { file } = options;
  const queue = new DeliveryQueue<AlertNotice>({
    ...options,
    maxBatch: LINES_PER_WRITE,
    deliver: (batch) => append(file, batch.map(passiveResult).join("")),
  });
  return {
    name: "nagios",
    send: (notice) => queue.push(notice),
    counts: () => queue.counts(),
    close: (graceMs) => queue.close(graceMs),
  };
}

/** @throws AppError `unavailable` when there is no file, no reader, or no room in the pipe */
async function append(file: string, text: string): Promise<void> {
  const bytes = Buffer.from(text).subarray(0, ATOMIC_BYTES);
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe that nobody reads would hold a thread of ours for ever.
    handle = await open(file, constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK);
    await handle.write(bytes);
  } catch (cause) {
    throw new AppError("unavailable", `cannot write to ${file}: ${codeOf(cause)}`, { cause });
  } finally {
    await handle?.close();
  }
}

const MEANING: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENXIO: "nobody reads this pipe",
  EAGAIN: "the pipe is full",
  EACCES: "not allowed",
};

function codeOf(reason: unknown): string {
  // By property: errors of Node's core are no instances of this realm's Error in some test environments.
  const code =
    typeof reason === "object" && reason !== null && "code" in reason ? String(reason.code) : "";
  return MEANING[code] ?? (code || "failed");
}
