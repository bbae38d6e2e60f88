import { AppError } from "@signalbox/errors";
import { systemClock } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import {
  DEFAULT_HTTP_LIMITS,
  startHttpServer,
  type HotRoutes,
  type HttpLogEvent,
} from "@signalbox/http-server";
import { Subnets } from "@signalbox/routing";
import { InputStore, type SelectionInputLimits } from "@signalbox/selection-input";
import {
  readRawConfiguration,
  readRouterConfiguration,
  type RouterConfiguration,
} from "../../../src/config/router-configuration.js";
import { addRestRoutes, type RestOptions } from "../../../src/rest/add-rest-routes.js";
import { ApiKeys } from "../../../src/rest/api-keys.js";
import { KeyGuard } from "../../../src/rest/key-guard.js";
import type { ExplainQuestion, RestCore, RestLuaFiles } from "../../../src/rest/rest-core.js";
import { atEnd } from "../../support/scratch.js";

export const KEY = "the-right-key-of-this-test-router";

export const ROUTING = {
  entrypoint: "all",
  hostGroups: [
    {
      name: "edge",
      type: "host",
      hosts: [
        { name: "cache-1", hostname: "cache-1.example.net" },
        { name: "cache-2", hostname: "cache-2.example.net" },
      ],
    },
  ],
  rules: [
    {
      name: "all",
      type: "firstMatch",
      targets: [
        { onMatch: "cache-1", condition: "cpu_load_ok()" },
        { onMatch: "cache-2", condition: "always()" },
      ],
    },
  ],
};

/** A core that only remembers; configurations are really read. */
export class FakeCore implements RestCore {
  readonly clock = new FakeClock();
  readonly input: InputStore;
  readonly subnets = new Subnets({ maxSubnets: 3 });
  readonly lua = new FakeLua();
  readonly visits = { byId: () => new Map([["all", 3]]) };
  readonly questions: ExplainQuestion[] = [];
  configuration: RouterConfiguration = readRouterConfiguration(ROUTING);
  /** Called before a configuration is applied. */
  beforeApply: () => Promise<void> = () => Promise.resolve();

  constructor(limits: Partial<SelectionInputLimits> = {}) {
    this.input = new InputStore({ clock: this.clock, limits });
  }

  async apply(document: unknown): Promise<void> {
    await this.beforeApply();
    this.configuration = readRouterConfiguration(document);
  }

  async validate(document: unknown): Promise<void> {
    await Promise.resolve(readRouterConfiguration(document));
  }

  async applyLowLevel(document: unknown): Promise<void> {
    await this.beforeApply();
    this.configuration = readRawConfiguration(document);
  }

  async validateLowLevel(document: unknown): Promise<void> {
    await Promise.resolve(readRawConfiguration(document));
  }

  async explain(question: ExplainQuestion): Promise<unknown> {
    this.questions.push(question);
    return Promise.resolve({ decision: "cache-1", target: question.request.target });
  }
}

class FakeLua implements RestLuaFiles {
  readonly files = new Map<string, string>();

  list(folder: string): readonly string[] {
    const start = folder === "" ? "" : `${folder}/`;
    return [...this.files.keys()].filter((path) => path.startsWith(start)).sort();
  }

  get(path: string): string {
    const source = this.files.get(path);
    if (source === undefined) throw new AppError("not_found", `no Lua file ${path}`);
    return source;
  }

  put(path: string, source: string): Promise<"created" | "replaced"> {
    if (source.includes("syntax error")) {
      return Promise.reject(new AppError("invalid_argument", `${path}:1: unexpected symbol`));
    }
    const outcome = this.files.has(path) ? "replaced" : "created";
    this.files.set(path, source);
    return Promise.resolve(outcome);
  }

  async remove(path: string): Promise<void> {
    this.get(path);
    this.files.delete(path);
    await Promise.resolve();
  }

  debug(source: string): Promise<unknown> {
    return Promise.resolve({ result: source.length });
  }
}

export interface RestSettings {
  readonly exemptLoopback?: boolean;
  readonly requiresKeyForMetrics?: boolean;
  readonly hot?: HotRoutes;
  readonly options?: Partial<RestOptions>;
  readonly inputLimits?: Partial<SelectionInputLimits>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; throws when it is not. */
  readonly value: unknown;
}

export interface Sent {
  readonly body?: string | Buffer | object;
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

export interface RestApi {
  readonly url: string;
  readonly port: number;
  readonly core: FakeCore;
  readonly guardClock: FakeClock;
  readonly events: HttpLogEvent[];
  readonly refusals: string[];
  /** Sends one request, with the right key unless told otherwise. */
  readonly ask: (method: string, path: string, sent?: Sent) => Promise<Answer>;
}

/** A real server with the REST API of a fake router; it ends after the test. */
export async function aRestApi(settings: RestSettings = {}): Promise<RestApi> {
  const core = new FakeCore(settings.inputLimits ?? {});
  const guardClock = new FakeClock();
  const events: HttpLogEvent[] = [];
  const refusals: string[] = [];
  const guard = new KeyGuard({
    clock: guardClock,
    keys: new ApiKeys([KEY]),
    exemptLoopback: settings.exemptLoopback ?? false,
    onRefused: (how) => refusals.push(how),
  });
  const server = await startHttpServer({
    name: "rest",
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    limits: { ...DEFAULT_HTTP_LIMITS, drainMs: 0 },
    health: { isReady: () => ({ ready: true }) },
    ...(settings.hot ? { hot: settings.hot } : {}),
    routes: (app) => {
      addRestRoutes(app, {
        core,
        guard,
        clock: systemClock,
        facts: FACTS,
        requiresKeyForMetrics: settings.requiresKeyForMetrics ?? false,
        limits: { maxInputBytes: 200_000, maxDocumentBytes: 10_000, maxLuaFileBytes: 100 },
        isReady: () => ({ ready: true }),
        metrics: () => Promise.resolve({ contentType: "text/plain", body: "up 1\n" }),
        log: (event) => events.push(event),
        ...settings.options,
      });
    },
  });
  atEnd(() => server.close());
  const ask = (method: string, path: string, sent?: Sent) => send(server.url, method, path, sent);
  return { url: server.url, port: server.port, core, guardClock, events, refusals, ask };
}

export const FACTS = {
  id: "router-1",
  version: "0.1.0",
  restApiServer: { enable: true, port: 5001 },
  contentServer: { http_enable: true, http_port: 80, https_enable: false, https_port: 443 },
};

async function send(url: string, method: string, path: string, sent: Sent = {}): Promise<Answer> {
  const { body, key = KEY, headers } = sent;
  const isRaw = body === undefined || typeof body === "string" || Buffer.isBuffer(body);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(key === null ? {} : { "X-API-Key": key }), ...headers },
    ...(body === undefined
      ? {}
      : { body: isRaw ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get value(): unknown {
      const value: unknown = JSON.parse(text);
      return value;
    },
  };
}
