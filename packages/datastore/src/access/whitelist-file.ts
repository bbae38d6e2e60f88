import { readFile, stat } from "node:fs/promises";
import type { Cancel, Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { readWhitelist, type Whitelist } from "@signalbox/monitoring-model";
import type { AccessLists } from "./access-lists.js";

/** More than the largest list that is read, in the widest encoding. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** How often the file is looked at. */
const WATCH_MS = 5_000;

/** @throws AppError `invalid_argument` that names the file */
export async function readWhitelistFile(path: string): Promise<Whitelist> {
  const text = await readText(path);
  try {
    return readWhitelist(text);
  } catch (reason) {
    // Without it as the cause: its message is here already.
    throw new AppError("invalid_argument", `${path}: ${AppError.from(reason).message}`);
  }
}

async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES)
      throw new AppError("invalid_argument", `${path} is larger than ${MAX_FILE_BYTES} bytes`);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid_argument", `${path} cannot be read`, { cause: error });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError("invalid_argument", `${path} is not UTF-8`, { cause: error });
  }
}

/** Keeps the list of a file in force as the file changes. */
export class WhitelistFile {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #lists: AccessLists;
  readonly #watchMs: number;
  /** State of the file when it was last read, and whether what it said was put in force. */
  #read = "";
  #isGood = false;
  #seen = "";
  #isStopped = false;
  #cancel: Cancel = () => undefined;

  /** @param options `watchMs`: default 5000 */
  constructor(options: {
    readonly path: string;
    readonly clock: Clock;
    readonly lists: AccessLists;
    readonly watchMs?: number;
  }) {
    this.#path = options.path;
    this.#clock = options.clock;
    this.#lists = options.lists;
    this.#watchMs = options.watchMs ?? WATCH_MS;
  }

  /** Reads it for the first time and watches it from then on. @throws AppError `invalid_argument` that names the file */
  async start(): Promise<void> {
    this.#read = await stampOf(this.#path);
    this.#lists.accept("file", await readWhitelistFile(this.#path));
    this.#isGood = true;
    this.#arm();
  }

  /** Reads it now. @throws AppError `invalid_argument` when it cannot be used; the list stays as it is */
  async reload(): Promise<void> {
    this.#read = await stampOf(this.#path);
    try {
      this.#lists.accept("file", await readWhitelistFile(this.#path));
      this.#isGood = true;
    } catch (reason) {
      this.#isGood = false;
      this.#lists.refuse("file", reason);
      throw reason;
    }
  }

  /** What the watch does at each of its intervals: reads the file once a change has stayed the same for one of them. */
  async look(): Promise<void> {
    const stamp = await stampOf(this.#path);
    if (stamp === this.#read) {
      if (this.#isGood) this.#lists.confirm("file");
    } else if (stamp === this.#seen) {
      // It was told, and is tried again when the file changes.
      await this.reload().catch(() => undefined);
    }
    this.#seen = stamp;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #arm(): void {
    if (this.#isStopped) return;
    this.#cancel = this.#clock.after(this.#watchMs, () => {
      void this.look().then(() => this.#arm());
    });
  }
}

/** Changes whenever the file does; a file that is missing is a state, too. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs}:${size}:${ino}`;
  } catch {
    return "missing";
  }
}
