import { open, readFile, rename, rm } from "node:fs/promises";
import { AppError } from "@signalbox/errors";

/** A list as it came from its URL. */
export interface FetchedList {
  readonly url: string;
  readonly text: string;
  readonly etag?: string;
  /** The reply's `Last-Modified`, epoch milliseconds. */
  readonly modifiedMs?: number;
  /** When it was last found good, epoch milliseconds. */
  readonly goodAtMs: number;
}

const OWNER_ONLY = 0o600;

/** The last good list of a URL, kept for the next start. */
export class WhitelistCache {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @returns undefined when there is no file, or it is not a list of `url` */
  async read(url: string): Promise<FetchedList | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#file, "utf8"));
      return isFetchedList(value) && value.url === url ? value : undefined;
    } catch {
      return undefined; // The list is fetched anyway; a file that was damaged is replaced then.
    }
  }

  /** Replaces the file as a whole; readable by its owner only. @throws AppError `unavailable` that names the file */
  async write(list: FetchedList): Promise<void> {
    const temporary = `${this.#file}.new`;
    try {
      await rm(temporary, { force: true });
      const handle = await open(temporary, "wx", OWNER_ONLY);
      try {
        await handle.writeFile(JSON.stringify(list));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.#file);
    } catch (error) {
      throw new AppError("unavailable", `${this.#file} cannot be written`, { cause: error });
    }
  }
}

function isFetchedList(value: unknown): value is FetchedList {
  if (typeof value !== "object" || value === null) return false;
  const { url, text, etag, modifiedMs, goodAtMs } = value as Record<keyof FetchedList, unknown>; // Each is looked at.
  return (
    typeof url === "string" &&
    typeof text === "string" &&
    (etag === undefined || typeof etag === "string") &&
    (modifiedMs === undefined || Number.isFinite(modifiedMs)) &&
    Number.isFinite(goodAtMs)
  );
}
