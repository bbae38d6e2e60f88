import { chmod, link, mkdir, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Cancel, Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { codeOf } from "../state/error-code.js";
import { ApiKeys, parseApiKeys } from "./api-keys.js";

const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** How often the file is looked at, in milliseconds. */
const LOOK_MS = 1_000;

export interface ApiKeyFileOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Buffer;
  /** Told what an administrator should know: a file made, read anew, unreadable, or open to others. Never a key. */
  readonly note: (level: "notice" | "warning" | "error", message: string) => void;
}

/**
 * The keys of a file that may change while we run: made with mode 0600 when there is none, read again when it changes; while it
 * cannot be read the last good keys stay in force. Source: reference cdn-router 6.7 and 8.
 */
export class ApiKeyFile {
  readonly #options: ApiKeyFileOptions;
  #keys: ApiKeys;
  #stamp: string;
  #cancel: Cancel = () => undefined;
  #isClosed = false;

  private constructor(options: ApiKeyFileOptions, keys: ApiKeys, stamp: string) {
    this.#options = options;
    this.#keys = keys;
    this.#stamp = stamp;
  }

  /** @throws AppError `invalid_argument` when the file can be neither read nor made */
  static async open(options: ApiKeyFileOptions): Promise<ApiKeyFile> {
    await makeIfMissing(options);
    const stamp = await stampOf(options.path);
    const file = new ApiKeyFile(options, await readKeys(options.path), stamp);
    await file.#warnIfOpen();
    file.#arm();
    return file;
  }

  accepts(given: string | undefined): boolean {
    return this.#keys.accepts(given);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #arm(): void {
    if (!this.#isClosed) this.#cancel = this.#options.clock.after(LOOK_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { path, note } = this.#options;
    try {
      const stamp = await stampOf(path);
      if (stamp !== this.#stamp) {
        this.#stamp = stamp;
        this.#keys = await readKeys(path);
        note("notice", `API keys read again from ${path}`);
        await this.#warnIfOpen();
      }
    } catch (error) {
      if (this.#stamp !== "")
        note("error", `${AppError.from(error).message}; the last keys stay in force`);
      this.#stamp = "";
    }
    this.#arm();
  }

  async #warnIfOpen(): Promise<void> {
    const { path, note } = this.#options;
    const { mode } = await stat(path);
    if ((mode & OTHERS) !== 0) note("warning", `${path} can be read by others; chmod 600 it`);
  }
}

async function readKeys(path: string): Promise<ApiKeys> {
  try {
    return new ApiKeys(parseApiKeys(await readFile(path, "utf8")));
  } catch (error) {
    const reason = error instanceof AppError ? error.message : "cannot be read";
    throw new AppError("invalid_argument", `API key file ${path}: ${reason}`, { cause: error });
  }
}

async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size, ino, mode } = await stat(path);
  return `${mtimeMs} ${size} ${ino} ${mode}`;
}

/** Written beside and linked, so that two programs that start together agree on one key and nobody sees half a file. */
async function makeIfMissing(options: ApiKeyFileOptions): Promise<void> {
  const { path, randomBytes, note } = options;
  const key = randomBytes(KEY_BYTES).toString("base64url");
  const draft = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    if (await exists(path)) return;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, `${JSON.stringify({ api_key: key })}\n`, {
      mode: OWNER_ONLY,
      flag: "wx",
    });
    await chmod(draft, OWNER_ONLY);
    await linkOnce(draft, path);
    await unlink(draft);
    note("notice", `made a new API key in ${path}`);
  } catch (error) {
    throw new AppError("invalid_argument", `API key file ${path} cannot be made`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    },
  );
}

async function linkOnce(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}
