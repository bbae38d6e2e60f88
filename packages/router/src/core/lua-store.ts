import type { RawRequest } from "@signalbox/routing";
import type { LuaFolder } from "../state/lua-folder.js";
import type { RouterCore } from "./router-core.js";

/** What a script sees that is tried out. */
const DEBUG_REQUEST: RawRequest = {
  method: "GET",
  target: "/debug/manifest.m3u8?debug=1",
  rawHeaders: ["Host", "localhost", "User-Agent", "debug"],
  peerAddress: "127.0.0.1",
  isEncrypted: false,
  httpVersion: "1.1",
};

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

  /** Runs a script once, for a request made up for it; what it printed is part of the answer. */
  debug(source: string): Promise<unknown> {
    const { program, reader } = this.#core.state;
    const verdict = reader.read(DEBUG_REQUEST);
    const request = verdict.kind === "request" ? verdict.request : undefined;
    return program.runScript(source, request, -1);
  }
}
