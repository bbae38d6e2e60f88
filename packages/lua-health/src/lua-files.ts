import { Buffer } from "node:buffer";
import { AppError } from "@signalbox/errors";
import type { LuaFile } from "./messages.js";

export interface LuaFilesLimits {
  /** Bytes of one file; default 256 KiB (reference cdn-router 5.10). */
  readonly maxFileBytes: number;
  /** Default 1000. */
  readonly maxFiles: number;
  /** Bytes of all files; default 8 MiB. */
  readonly maxTotalBytes: number;
}

const DEFAULT_LIMITS: LuaFilesLimits = {
  maxFileBytes: 262_144,
  maxFiles: 1000,
  maxTotalBytes: 8_388_608,
};
const PATH = /^(?:[A-Za-z0-9_.-]+\/)*[A-Za-z0-9_.-]+\.lua$/;
const MAX_PATH_CHARS = 256;

/**
 * The custom Lua files, as a value: a change makes a new one, which becomes the current one after the engine has loaded
 * it. So a file that does not compile changes nothing.
 */
export class LuaFiles {
  readonly #files: ReadonlyMap<string, string>;
  readonly #limits: LuaFilesLimits;

  private constructor(files: ReadonlyMap<string, string>, limits: LuaFilesLimits) {
    this.#files = files;
    this.#limits = limits;
  }

  static empty(limits: Partial<LuaFilesLimits> = {}): LuaFiles {
    return new LuaFiles(new Map(), { ...DEFAULT_LIMITS, ...limits });
  }

  /** All files in the order of their paths, which is the order of loading. */
  toList(): readonly LuaFile[] {
    return this.list().map((path) => ({ path, source: this.#files.get(path) ?? "" }));
  }

  /** Paths below `folder`, sorted; "" is the root. */
  list(folder = ""): readonly string[] {
    const prefix = folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
    return [...this.#files.keys()].filter((path) => path.startsWith(prefix)).sort();
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** @throws AppError `not_found` */
  get(path: string): string {
    const source = this.#files.get(path);
    if (source === undefined) throw new AppError("not_found", `no Lua file ${path}`);
    return source;
  }

  /**
   * With `source` at `path`, new or in place of what was there.
   *
   * @throws AppError `invalid_argument` for a bad path or text with a NUL byte, `item_too_large` above a limit.
   */
  with(path: string, source: string): LuaFiles {
    checkPath(path);
    const bytes = Buffer.byteLength(source);
    const { maxFileBytes, maxFiles } = this.#limits;
    if (bytes > maxFileBytes)
      throw new AppError("item_too_large", `${path} has ${bytes} bytes, limit is ${maxFileBytes}`);
    const files = new Map(this.#files).set(path, source);
    if (files.size > maxFiles)
      throw new AppError("item_too_large", `limit is ${maxFiles} Lua files (maxFiles)`);
    this.#checkTotal(files);
    return new LuaFiles(files, this.#limits);
  }

  /** @throws AppError `not_found` */
  without(path: string): LuaFiles {
    this.get(path);
    const files = new Map(this.#files);
    files.delete(path);
    return new LuaFiles(files, this.#limits);
  }

  #checkTotal(files: ReadonlyMap<string, string>): void {
    const { maxTotalBytes } = this.#limits;
    const total = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (total > maxTotalBytes)
      throw new AppError(
        "item_too_large",
        `Lua files have ${total} bytes, limit is ${maxTotalBytes}`,
      );
  }
}

function checkPath(path: string): void {
  const isPlain = PATH.test(path) && path.length <= MAX_PATH_CHARS;
  const hasDots = path.split("/").some((segment) => /^\.+$/.test(segment));
  if (!isPlain || hasDots)
    throw new AppError(
      "invalid_argument",
      `Lua file path ${JSON.stringify(path.slice(0, MAX_PATH_CHARS))}: segments of A-Z a-z 0-9 _ . - and the ending .lua`,
    );
}
