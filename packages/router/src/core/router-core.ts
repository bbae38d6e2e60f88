import { isDeepStrictEqual } from "node:util";
import { runInTurns, type Clock, type Steps } from "@signalbox/clock";
import type { LuaEngine, LuaFiles } from "@signalbox/lua-health";
import {
  ContentPopularity,
  VisitCounts,
  type GeoLookup,
  type PopularitySettings,
  type SecurityToken,
  type Subnets,
} from "@signalbox/routing";
import type { InputStore } from "@signalbox/selection-input";
import type { Logger } from "@signalbox/telemetry";
import { isRawConfiguration } from "../config/low-level-schema.js";
import { unwrapped } from "../config/older-forms.js";
import {
  readRawConfigurationInSteps,
  readRouterConfigurationInSteps,
  type RouterConfiguration,
} from "../config/router-configuration.js";
import type { RoutingFile } from "../config/routing-schema.js";
import * as events from "../log-events.js";
import { MAX_WAITING_CHANGES, OneAtATime } from "../one-at-a-time.js";
import { createState, luaSource, type RouterState, type StateParts } from "./router-state.js";

const MS_PER_SECOND = 1000;
const PLAIN = {};

export interface RouterCoreOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly input: InputStore;
  readonly subnets: Subnets;
  readonly geo: GeoLookup;
  readonly token: SecurityToken;
  /** Starts a Lua engine with this answer of the health functions for hosts without metrics. */
  readonly startEngine: (onMissingMetrics: "unhealthy" | "healthy") => Promise<LuaEngine>;
  readonly luaFiles: LuaFiles;
  /** Told of an applied configuration, before it is in force; may refuse by rejecting. */
  readonly save: (document: unknown) => Promise<void>;
}

/** What is in force: one configuration with its plan, its Lua and what was learnt under it. */
export class RouterCore {
  readonly input: InputStore;
  readonly subnets: Subnets;
  readonly popularity: ContentPopularity;
  readonly visits: VisitCounts;
  /** Configurations put in force since the start, the first one not counted. */
  configurationChanges = 0;
  readonly #options: RouterCoreOptions;
  #parts: StateParts;
  #engine: LuaEngine;
  #state: RouterState;
  #files: LuaFiles;
  /** Changes happen one after the other. */
  readonly #changes = new OneAtATime(MAX_WAITING_CHANGES);

  private constructor(
    options: RouterCoreOptions,
    parts: StateParts,
    first: { readonly engine: LuaEngine; readonly state: RouterState },
  ) {
    this.#options = options;
    this.#parts = parts;
    this.input = options.input;
    this.subnets = options.subnets;
    this.#engine = first.engine;
    this.#state = first.state;
    this.#files = options.luaFiles;
    const { configuration } = first.state;
    this.visits = new VisitCounts(configuration.plan);
    const settings = popularitySettings(configuration.file);
    this.popularity = new ContentPopularity({ clock: options.clock, settings });
  }

  /**
   * @param document The first configuration, of either form; undefined: none.
   * @throws AppError `invalid_argument` for a configuration that cannot be used, `unavailable` when Lua does not start
   */
  static async start(options: RouterCoreOptions, document: unknown = PLAIN): Promise<RouterCore> {
    const { clock, input, subnets, geo, token, log } = options;
    const configuration = await runInTurns(clock, read(document));
    const onPanic: StateParts["onPanic"] = (group, isPanic, missing, hosts) => {
      log.log(events.healthPanic(group, isPanic, missing, hosts));
    };
    const parts: StateParts = { clock, input, subnets, geo, token, onPanic };
    const engine = await options.startEngine(configuration.file.settings.health.onMissingMetrics);
    try {
      const loaded = await engine.load(luaSource(configuration, options.luaFiles.toList()));
      const core = new RouterCore(options, parts, {
        engine,
        state: createState(configuration, loaded, parts),
      });
      core.#configureRest(configuration);
      core.#warn(configuration, loaded.warnings);
      return core;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  get state(): RouterState {
    return this.#state;
  }

  get configuration(): RouterConfiguration {
    return this.#state.configuration;
  }

  get engine(): LuaEngine {
    return this.#engine;
  }

  get files(): LuaFiles {
    return this.#files;
  }

  /**
   * Puts a configuration in force, all of it or nothing. Requests that are being answered end under the one they began with, or
   * begin again under the new one.
   *
   * @throws AppError `invalid_argument` naming every problem, Lua included; the old configuration stays
   */
  apply(document: unknown): Promise<void> {
    return this.#changes.run(async () => {
      const configuration = await this.#read(document);
      await this.#replace(configuration, this.#files);
      await this.#options.save(configuration.document);
    });
  }

  /**
   * Puts what was read again in force, all of it or nothing; nothing is saved.
   *
   * @param document undefined: the configuration in force stays
   * @throws AppError as `apply` does
   */
  reload(document: unknown, geo: GeoLookup): Promise<void> {
    return this.#changes.run(async () => {
      const current = this.configuration;
      const isSame =
        document === undefined || isDeepStrictEqual(unwrapped(document), current.document);
      await this.#replace(isSame ? current : await this.#read(document), this.#files, geo);
    });
  }

  /** Checks as `apply` does and changes nothing. Lua is compiled, but on an engine of its own. */
  async validate(document: unknown): Promise<void> {
    const configuration = await this.#read(document);
    const engine = await this.#options.startEngine("unhealthy");
    try {
      await engine.load(luaSource(configuration, this.#files.toList()));
    } finally {
      await engine.close();
    }
  }

  /** @throws AppError as the change does, or `invalid_argument` when what comes out does not compile; nothing changes then */
  changeFiles(change: (files: LuaFiles) => LuaFiles): Promise<void> {
    return this.#changes.run(async () => {
      const files = change(this.#files);
      await this.#replace(this.configuration, files);
    });
  }

  /** Removes what has expired and looks after alarms; to be called about once a second. */
  look(): void {
    this.#sweep();
    this.#state.health.look();
  }

  /** In short turns: the metrics of thousands of hosts may expire together. */
  #sweep(): void {
    if (!this.input.sweep()) this.#options.clock.soon(() => this.#sweep());
  }

  async close(): Promise<void> {
    this.#state.health.close();
    await this.#engine.close();
  }

  #read(document: unknown): Promise<RouterConfiguration> {
    return runInTurns(this.#options.clock, read(document));
  }

  async #replace(
    configuration: RouterConfiguration,
    files: LuaFiles,
    geo = this.#parts.geo,
  ): Promise<void> {
    const source = luaSource(configuration, files.toList());
    const { onMissingMetrics } = configuration.file.settings.health;
    const isSame = onMissingMetrics === this.configuration.file.settings.health.onMissingMetrics;
    const engine = isSame ? this.#engine : await this.#options.startEngine(onMissingMetrics);
    try {
      const loaded = await engine.load(source);
      const isChange = configuration !== this.configuration;
      this.#parts = { ...this.#parts, geo };
      this.#swap(engine, createState(configuration, loaded, this.#parts), files);
      if (isChange) this.#options.log.log(events.configurationApplied(++this.configurationChanges));
      this.#warn(configuration, loaded.warnings);
    } catch (error) {
      if (engine !== this.#engine) await engine.close();
      throw error;
    }
  }

  /** Everything at once, in one turn: no request sees half of it. */
  #swap(engine: LuaEngine, state: RouterState, files: LuaFiles): void {
    const old = this.#engine;
    this.#state.health.close();
    this.#engine = engine;
    this.#state = state;
    this.#files = files;
    this.visits.adopt(state.configuration.plan);
    this.#configureRest(state.configuration);
    if (old !== engine) void old.close();
  }

  #configureRest({ file }: RouterConfiguration): void {
    this.popularity.configure(popularitySettings(file));
    const { timestampedSelectionInputTimeoutSeconds, selectionInputItemLimit } =
      file.tuning.general;
    this.input.plain.setMaxLeaves(selectionInputItemLimit);
    this.input.timestamped.setTimeoutMs(timestampedSelectionInputTimeoutSeconds * MS_PER_SECOND);
  }

  #warn(
    { warnings, classification }: RouterConfiguration,
    lua: readonly { readonly script: string; readonly text: string }[],
  ): void {
    const { log } = this.#options;
    const { geo } = this.#parts;
    for (const { path, message } of warnings) log.log(events.oddConfiguration(path, message));
    for (const { script, text } of lua) log.log(events.oddConfiguration(script, text));
    for (const database of classification.needs) {
      if (!geo.loaded.has(database)) log.log(events.databaseMissing(database));
    }
  }
}

function read(given: unknown): Steps<RouterConfiguration> {
  const document = unwrapped(given);
  return isRawConfiguration(document)
    ? readRawConfigurationInSteps(document)
    : readRouterConfigurationInSteps(document);
}

/** Source: reference cdn-router 3.7. */
function popularitySettings({ settings }: RoutingFile): PopularitySettings {
  const { contentPopularity: given } = settings;
  return {
    isEnabled: given.enabled,
    algorithm: given.algorithm,
    sessionGroupNames: given.sessionGroupNames,
    maxContents: given.popularityListMaxSize,
    requestsBetweenDecay: given.scoreBased.requestsBetweenPopularityDecay,
    decayFraction: given.scoreBased.popularityDecayFraction,
    predictionFactor: given.scoreBased.popularityPredictionFactor,
    intervalsPerHour: given.timeBased.intervalsPerHour,
  };
}
