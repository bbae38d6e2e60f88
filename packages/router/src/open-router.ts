import type { Clock } from "@signalbox/clock";
import { parseDurationMs } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { startLuaEngine, type LuaObserver } from "@signalbox/lua-health";
import { SecurityToken, Subnets, type GeoLookup } from "@signalbox/routing";
import { InputStore, noObserver } from "@signalbox/selection-input";
import type { Logger } from "@signalbox/telemetry";
import type { Registry } from "prom-client";
import type { RouterConfiguration } from "./config/router-configuration.js";
import type { RouterFile } from "./config/service-schema.js";
import {
  toInputLimits,
  toLuaFilesLimits,
  toLuaLimits,
  toStoreLimits,
} from "./config/to-options.js";
import { ContentCounts } from "./content/content-counts.js";
import { contentMetrics } from "./content/content-metrics.js";
import { SlowRouting, type AskHost } from "./content/slow-routing.js";
import { luaMetrics } from "./core/lua-counts.js";
import { LuaStore } from "./core/lua-store.js";
import { RouterCore } from "./core/router-core.js";
import { IngestCounts } from "./ingest/ingest-counts.js";
import { TelegrafReceiver } from "./ingest/telegraf-receiver.js";
import * as events from "./log-events.js";
import { ApiKeyFile } from "./rest/api-key-file.js";
import { openState } from "./state/open-state.js";
import type { StoredState } from "./state/stored-state.js";
import { ExpiredLeaves } from "./telemetry/expired-leaves.js";
import { inputMetrics } from "./telemetry/input-metrics.js";
import { createAskHost } from "./upstream/ask-host.js";
import { Selectors, type SelectorPool } from "./upstream/ask-selector.js";
import { openGeoDatabases } from "./upstream/geo-databases.js";
import { createSendOutgoing } from "./upstream/send-outgoing.js";

const MAX_SUBNETS = 100_000;
const MS_PER_SECOND = 1_000;

export interface OpenRouterOptions {
  readonly config: RouterFile;
  readonly log: Logger;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly random: () => number;
  readonly hostname: string;
  readonly randomBytes: (count: number) => Buffer;
}

/** Everything of a router but its listeners. */
export interface OpenRouter {
  readonly core: RouterCore;
  readonly lua: LuaStore;
  readonly state: StoredState;
  readonly keys: ApiKeyFile;
  readonly counts: ContentCounts;
  readonly slow: SlowRouting;
  readonly receiver: TelegrafReceiver;
  readonly ingestCounts: IngestCounts;
  readonly random: () => number;
  /** Leaves of metrics that expired since the start. */
  readonly expiredLeaves: () => number;
  isReady(): { readonly ready: boolean; readonly reason?: string };
  setReady(isReady: boolean): void;
  saveSnapshot(): Promise<void>;
  /** Reads the routing file and the databases again. */
  reload(geoip: RouterFile["geoip"]): Promise<void>;
  close(): Promise<void>;
}

/** @throws AppError as `startRouter` does */
export async function openRouter(options: OpenRouterOptions): Promise<OpenRouter> {
  const { config, log, clock, registry, random } = options;
  const state = openState(config);
  const note: Note = (level, message) => log.log(events.note(level, "router_note", message));
  const geo = await openGeo(config.geoip, (message) => note("warning", message));
  const expired = new ExpiredLeaves();
  const input = openInput(config, clock, expired);
  const core = await openCore(options, { state, geo, input });
  const counts = new ContentCounts();
  contentMetrics(registry, counts, core);
  inputMetrics(registry, core, expired);
  const { randomBytes } = options;
  const keys = await ApiKeyFile.open({ path: state.paths.apiKey, clock, randomBytes, note });
  const selectors = openSelectors(core, clock);
  const readiness = new Readiness();
  const ingestCounts = new IngestCounts();
  const receiver = new TelegrafReceiver({
    clock,
    log,
    input,
    counts: ingestCounts,
    isAccepting: () => readiness.isReady().ready,
    storeLimits: toStoreLimits(config),
  });
  return {
    core,
    lua: new LuaStore(core, state.lua),
    state,
    keys,
    counts,
    slow: openSlowRouting(options, { core, counts, selectors, note }),
    receiver,
    ingestCounts,
    random,
    expiredLeaves: () => expired.timestamped,
    isReady: () => readiness.isReady(),
    setReady: (ready) => readiness.set(ready),
    saveSnapshot: () => saveSnapshot(config, state, input, note),
    reload: async (geoip) => {
      const next = await openGeo(geoip, (message) => note("warning", message));
      await core.reload(await state.routing(), next);
    },
    close: async () => {
      receiver.close();
      keys.close();
      selectors.close();
      await saveSnapshot(config, state, input, note);
      await core.close();
    },
  };
}

type Note = (level: "notice" | "warning" | "error", message: string) => void;

/** Whether clients and agents may come. */
class Readiness {
  #isReady = false;

  set(isReady: boolean): void {
    this.#isReady = isReady;
  }

  isReady(): { readonly ready: boolean; readonly reason?: string } {
    return this.#isReady ? { ready: true } : { ready: false, reason: "starting or stopping" };
  }
}

interface SlowParts {
  readonly core: RouterCore;
  readonly counts: ContentCounts;
  readonly selectors: Selectors;
  readonly note: Note;
}

function openSlowRouting(
  { config, clock, log, random }: OpenRouterOptions,
  { core, counts, selectors, note }: SlowParts,
): SlowRouting {
  const { max_selector_redirect_bytes: maxLocationChars, lua } = config;
  const sendOutgoing = createSendOutgoing({
    clock,
    isAllowed: lua.allow_outgoing_requests,
    hosts: lua.outgoing_hosts,
    timeoutMs: parseDurationMs(lua.outgoing_timeout),
    onProblem: (message) => note("warning", message),
  });
  const ask = createAskHost({ clock, selectors, random, maxLocationChars });
  const askHost: AskHost = (asked) => {
    selectors.configure(selectorPool(asked.state.configuration));
    return ask(asked);
  };
  return new SlowRouting({ core, clock, log, counts, askHost, sendOutgoing });
}

/** A snapshot that cannot be written is a fault to be told, not one to stop for. */
async function saveSnapshot(
  config: RouterFile,
  state: StoredState,
  input: InputStore,
  note: Note,
): Promise<void> {
  if (!config.selection_input.snapshot) return;
  try {
    await state.saveSelectionInput(input.plain.snapshot());
  } catch (error) {
    note("error", AppError.from(error).message);
  }
}

const openGeo = (
  geoip: RouterFile["geoip"],
  onDamage: (message: string) => void,
): Promise<GeoLookup> =>
  openGeoDatabases(
    {
      city: geoip.city_database,
      asn: geoip.asn_database,
      anonymousIp: geoip.anonymous_ip_database,
    },
    onDamage,
  );

const openInput = (config: RouterFile, clock: Clock, expired: ExpiredLeaves): InputStore =>
  new InputStore({
    clock,
    limits: toInputLimits(config),
    maxFutureSkewMs: parseDurationMs(config.selection_input.max_future_skew),
    observer: { ...noObserver, onExpired: expired.note },
  });

interface CoreParts {
  readonly state: StoredState;
  readonly geo: GeoLookup;
  readonly input: InputStore;
}

async function openCore(
  options: OpenRouterOptions,
  { state, geo, input }: CoreParts,
): Promise<RouterCore> {
  const { config, log, clock, registry } = options;
  const subnets = new Subnets({ maxSubnets: MAX_SUBNETS });
  const storedSubnets = await state.subnets();
  if (storedSubnets !== undefined) subnets.put(storedSubnets);
  const document = await state.routing();
  if (document === undefined && config.routing_file !== "") {
    log.log(events.routingFileMissing(config.routing_file));
  }
  const snapshot = config.selection_input.snapshot ? await state.selectionInput() : undefined;
  if (snapshot !== undefined) input.plain.load(snapshot);
  const observer: LuaObserver = luaMetrics(registry);
  return RouterCore.start(
    {
      clock,
      log,
      input,
      subnets,
      geo,
      token: new SecurityToken({ secret: config.security_token_secret, clock }),
      startEngine: (onMissingMetrics) =>
        startLuaEngine({
          clock,
          input,
          log: luaLog(log),
          observer,
          limits: toLuaLimits(config),
          settings: { onMissingMetrics },
          verifyToken: (request) => "hasValidToken" in request && request.hasValidToken === true,
        }),
      luaFiles: await state.lua.read(toLuaFilesLimits(config)),
      save: (applied) => state.saveRouting(applied),
    },
    document,
  );
}

const openSelectors = (core: RouterCore, clock: Clock): Selectors =>
  new Selectors({ clock, verifyCertificates: true, ...selectorPool(core.configuration) });

function selectorPool({ file }: RouterConfiguration): SelectorPool {
  const { general, target } = file.tuning;
  const maxIdleMs = target.maxIdleTimeSeconds * MS_PER_SECOND;
  return { maxConnectionsPerHost: general.maxConnectionsPerHost, maxIdleMs };
}

/** Lua's levels are finer than ours. */
const LEVELS = {
  critical: "error",
  error: "error",
  warning: "warning",
  info: "info",
  debug: "debug",
  trace: "debug",
} as const;

function luaLog(log: Logger): Parameters<typeof startLuaEngine>[0]["log"] {
  return (level, source, text) => {
    log.log({ level: LEVELS[level], event: "lua", message: `Lua, ${source}: ${text}` });
  };
}
