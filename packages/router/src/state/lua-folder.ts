import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { AppError } from "@signalbox/errors";
import { LuaFiles, type LuaFilesLimits } from "@signalbox/lua-health";
import { codeOf } from "./error-code.js";

const OWNER_ONLY = 0o600;

/** The custom Lua files on disk, one file each, so that they survive a restart. */
export class LuaFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws AppError `invalid_argument` for a file that cannot be read or would not be accepted */
  async read(limits: Partial<LuaFilesLimits>): Promise<LuaFiles> {
    let files = LuaFiles.empty(limits);
    for (const name of await this.#names()) {
      files = files.with(name, await readFile(join(this.#path, ...name.split("/")), "utf8"));
    }
    return files;
  }

  /** @param path Accepted by `LuaFiles`, so it leads nowhere else. */
  async write(path: string, source: string): Promise<void> {
    const file = join(this.#path, ...path.split("/"));
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, source, { mode: OWNER_ONLY });
      await rename(`${file}.new`, file);
    } catch (error) {
      throw new AppError("unavailable", `${file} cannot be written`, { cause: error });
    }
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.#path, ...path.split("/")), { force: true });
  }

  async #names(): Promise<string[]> {
    try {
      const found = await readdir(this.#path, { recursive: true, withFileTypes: true });
      return found
        .filter((entry) => entry.isFile() && entry.name.endsWith(".lua"))
        .map((entry) =>
          relative(this.#path, join(entry.parentPath, entry.name)).split(sep).join("/"),
        )
        .sort();
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw new AppError("invalid_argument", `${this.#path} cannot be read`, { cause: error });
    }
  }
}
