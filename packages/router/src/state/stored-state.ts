import { join } from "node:path";
import { readDocumentFile } from "@signalbox/config";
import { readJsonFile, writeJsonFile } from "./json-file.js";
import { LuaFolder } from "./lua-folder.js";

/** Where the router keeps what must survive a restart. */
export interface StatePaths {
  readonly apiKey: string;
  readonly certificate: string;
  readonly certificateKey: string;
  readonly routing: string;
  readonly subnets: string;
  readonly selectionInput: string;
  readonly lua: string;
}

/** @param given paths that are set in the configuration; empty: the one in `folder` */
export function statePaths(
  folder: string,
  given: {
    readonly apiKey: string;
    readonly routing: string;
    readonly certificate: string;
    readonly certificateKey: string;
  },
): StatePaths {
  const or = (path: string, name: string): string => (path === "" ? join(folder, name) : path);
  return {
    apiKey: or(given.apiKey, "rest-api-key.json"),
    certificate: or(given.certificate, "rest.crt"),
    certificateKey: or(given.certificateKey, "rest.key"),
    routing: or(given.routing, "routing.json"),
    subnets: join(folder, "subnets.json"),
    selectionInput: join(folder, "selection-input.json"),
    lua: join(folder, "lua"),
  };
}

/** The router's state on disk. */
export class StoredState {
  readonly lua: LuaFolder;

  constructor(readonly paths: StatePaths) {
    this.lua = new LuaFolder(paths.lua);
  }

  /** @returns undefined when there is none */
  routing(): Promise<unknown> {
    return readDocumentFile(this.paths.routing);
  }

  /** As JSON, which is YAML as well. */
  saveRouting(document: unknown): Promise<void> {
    return writeJsonFile(this.paths.routing, document);
  }

  subnets(): Promise<unknown> {
    return readJsonFile(this.paths.subnets);
  }

  saveSubnets(subnets: unknown): Promise<void> {
    return writeJsonFile(this.paths.subnets, subnets);
  }

  selectionInput(): Promise<unknown> {
    return readJsonFile(this.paths.selectionInput);
  }

  saveSelectionInput(snapshot: unknown): Promise<void> {
    return writeJsonFile(this.paths.selectionInput, snapshot);
  }
}
