import { systemClock } from "@signalbox/clock";
import {
  DEFAULT_HTTP_LIMITS,
  startHttpServer,
  type RunningHttpServer,
} from "@signalbox/http-server";
import { LuaFiles, startLuaEngine, type OutgoingRequest } from "@signalbox/lua-health";
import { noGeo, SecurityToken, Subnets } from "@signalbox/routing";
import { InputStore } from "@signalbox/selection-input";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { ContentCounts } from "../../src/content/content-counts.js";
import { ContentRoutes } from "../../src/content/content-routes.js";
import { SlowRouting } from "../../src/content/slow-routing.js";
import { RouterCore } from "../../src/core/router-core.js";
import { DecisionLog } from "../../src/telemetry/decision-log.js";
import { createAskHost } from "../../src/upstream/ask-host.js";
import { Selectors } from "../../src/upstream/ask-selector.js";
import { atEnd } from "./scratch.js";

export const SERVICE_ID = "router-1";
export const SECRET = "a secret of these tests";

export interface TestRouter {
  readonly core: RouterCore;
  readonly counts: ContentCounts;
  readonly log: MemoryLogger;
  readonly server: RunningHttpServer;
  readonly saved: unknown[];
  readonly outgoing: OutgoingRequest[];
  readonly dropped: string[];
}

export interface TestRouterOptions {
  readonly random?: () => number;
  readonly maxWaiting?: number;
}

/** A router with real Lua and a real content listener over HTTP; no REST API, no files. */
export async function aRouter(
  document: unknown = {},
  options: TestRouterOptions = {},
): Promise<TestRouter> {
  const log = new MemoryLogger();
  const saved: unknown[] = [];
  const core = await aCore(document, { log, saved });
  const counts = new ContentCounts();
  const outgoing: OutgoingRequest[] = [];
  const dropped: string[] = [];
  const random = options.random ?? Math.random;
  const shared = { core, clock: systemClock, log, counts };
  const slow = new SlowRouting({
    ...shared,
    askHost: createAskHost({
      clock: systemClock,
      selectors: someSelectors(),
      random,
      maxLocationChars: 8_192,
    }),
    sendOutgoing: (sent) => {
      outgoing.push(sent);
      return Promise.resolve();
    },
  });
  const hot = new ContentRoutes({
    ...shared,
    slow,
    random,
    maxWaiting: options.maxWaiting ?? 1_000,
    serviceId: SERVICE_ID,
    decisions: new DecisionLog({ core, clock: systemClock, log, share: 0, random }),
    onDropped: (peer) => dropped.push(peer),
  });
  const server = await startHttpServer({
    name: "content",
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    limits: { ...DEFAULT_HTTP_LIMITS, drainMs: 100 },
    health: { isReady: () => ({ ready: true }) },
    hot,
  });
  atEnd(() => server.close());
  return { core, counts, log, server, saved, outgoing, dropped };
}

async function aCore(
  document: unknown,
  { log, saved }: { readonly log: MemoryLogger; readonly saved: unknown[] },
): Promise<RouterCore> {
  const clock = systemClock;
  const input = new InputStore({ clock });
  const core = await RouterCore.start(
    {
      clock,
      log,
      input,
      subnets: new Subnets({ maxSubnets: 1_000 }),
      geo: noGeo,
      token: new SecurityToken({ secret: SECRET, clock }),
      startEngine: (onMissingMetrics) =>
        startLuaEngine({
          clock,
          input,
          log: (level, source, text) =>
            log.log({ level: "debug", event: `lua ${level}`, message: `${source}: ${text}` }),
          settings: { onMissingMetrics },
          verifyToken: (request) => "hasValidToken" in request && request.hasValidToken === true,
        }),
      luaFiles: LuaFiles.empty(),
      save: (saving) => {
        saved.push(saving);
        return Promise.resolve();
      },
    },
    document,
  );
  atEnd(() => core.close());
  return core;
}

function someSelectors(): Selectors {
  const selectors = new Selectors({
    clock: systemClock,
    maxConnectionsPerHost: 5,
    maxIdleMs: 1_000,
    verifyCertificates: false,
  });
  atEnd(() => selectors.close());
  return selectors;
}
