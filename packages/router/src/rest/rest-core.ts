import type { LowLevelDocument, Plan, RawRequest, Subnets } from "@signalbox/routing";
import type { InputStore } from "@signalbox/selection-input";

/** The router as the REST API sees it. What it refuses are `AppError`s, whose message the caller is shown. */
export interface RestCore {
  readonly input: InputStore;
  readonly subnets: Subnets;
  /** The one in force. */
  readonly configuration: RestConfiguration;
  readonly visits: { byId(): ReadonlyMap<string, number> };
  readonly lua: RestLuaFiles;
  /** Puts a `services.routing` document in force, whole or not at all. */
  apply(document: unknown): Promise<void>;
  validate(document: unknown): Promise<void>;
  /** The same for the raw form: `routing`, `cdns`, `hosts`, `tuning`, `settings`, `classifiers`, `session_groups`. */
  applyLowLevel(document: unknown): Promise<void>;
  validateLowLevel(document: unknown): Promise<void>;
  explain(question: ExplainQuestion): Promise<unknown>;
}

export interface RestConfiguration {
  /** As it was sent: `services.routing`, or the raw form. */
  readonly document: unknown;
  /** Every default filled in. */
  readonly file: {
    readonly tuning: object;
    readonly settings: object;
    readonly classifiers: readonly unknown[];
    readonly sessionGroups: readonly unknown[];
    readonly translationFunctions: object;
  };
  readonly lowLevel: LowLevelDocument;
  readonly plan: Plan;
}

/** The custom Lua files. Paths have no leading slash and end with `.lua`. */
export interface RestLuaFiles {
  /** Paths below a folder, "" for all; sorted. */
  list(folder: string): readonly string[] | Promise<readonly string[]>;
  get(path: string): string | Promise<string>;
  put(path: string, source: string): Promise<"created" | "replaced">;
  remove(path: string): Promise<void>;
  /** Runs a script once against a made-up request. */
  debug(source: string): Promise<unknown>;
}

/** A request that is only thought of. */
export interface ExplainQuestion {
  readonly request: RawRequest;
  /** Chooses the random numbers, 0 <= seed < 1; the same one decides the same. Absent: any. */
  readonly seed: number | undefined;
}

/** What `/v2/configuration` shows beside what routes; it comes from the process's own configuration. */
export interface ServiceFacts {
  /** The name in `X-Service-Identity`. */
  readonly id: string;
  readonly version: string;
  readonly restApiServer: { readonly enable: boolean; readonly port: number };
  readonly contentServer: {
    readonly http_enable: boolean;
    readonly http_port: number;
    readonly https_enable: boolean;
    readonly https_port: number;
  };
}
