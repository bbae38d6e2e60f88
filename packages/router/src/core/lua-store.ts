import type { LuaFolder } from "../state/lua-folder.js";
import type { RouterCore } from "./router-core.js";

/** The custom Lua files as the REST API changes them: compiled first, then in force, then on disk. */
export class LuaStore {
  readonly #core: RouterCore;
  readonly #folder: LuaFolder;

  constructor(core: RouterCore, folder: LuaFolder) {
    this.#core = core;
    this.#folder = folder;
  }

  list(folder: string): readonly string[] {
    return this.#core.files.list(folder);
  }

  /** @throws AppError `not_found` */
  get(path: string): string {
    return this.#core.files.get(path);
  }

  /** @throws AppError `invalid_argument` with the error of the compiler or for a bad path, `item_too_large` */
  async put(path: string, source: string): Promise<"created" | "replaced"> {
    const outcome = this.#core.files.has(path) ? "replaced" : "created";
    await this.#core.changeFiles((files) => files.with(path, source));
    await this.#folder.write(path, source);
    return outcome;
  }

  /** @throws AppError `not_found`, or `invalid_argument` when a condition needs the file */
  async remove(path: string): Promise<void> {
    await this.#core.changeFiles((files) => files.without(path));
    await this.#folder.remove(path);
  }

  /** Runs a script once; what it printed is part of the answer. */
  debug(source: string): Promise<unknown> {
    return this.#core.state.program.runScript(source, undefined, -1);
  }
}
