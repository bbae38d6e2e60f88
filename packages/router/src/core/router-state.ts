import type { Clock } from "@signalbox/clock";
import type { LoadedLua, LuaFile, LuaProgram } from "@signalbox/lua-health";
import {
  RequestReader,
  type GeoLookup,
  type Host,
  type SecurityToken,
  type Subnets,
} from "@signalbox/routing";
import type { InputStore } from "@signalbox/selection-input";
import type { RouterConfiguration } from "../config/router-configuration.js";
import { HealthMonitor } from "./health-monitor.js";

/** Everything that one configuration put in force. A request keeps the state it began with, or begins again. */
export interface RouterState {
  readonly configuration: RouterConfiguration;
  readonly program: LuaProgram;
  readonly reader: RequestReader;
  readonly health: HealthMonitor;
  readonly hasRequestHook: boolean;
  readonly hasHostRequestHook: boolean;
  readonly hasSessionHook: boolean;
  readonly hasResponseHook: boolean;
}

/** What stays when the configuration changes. */
export interface StateParts {
  readonly clock: Clock;
  readonly input: InputStore;
  readonly geo: GeoLookup;
  readonly subnets: Subnets;
  readonly token: SecurityToken;
  readonly onPanic: (group: string, isPanic: boolean, missing: number, hosts: number) => void;
}

/** The Lua of a configuration and the custom files, as the engine loads them. */
export function luaSource(configuration: RouterConfiguration, files: readonly LuaFile[]) {
  const { plan, file } = configuration;
  const bodies = Object.entries(file.translationFunctions);
  const hooks = Object.fromEntries(bodies.filter(([, body]) => body.trim() !== ""));
  return { gates: plan.gates, hosts: plan.hosts, files, hooks };
}

export function createState(
  configuration: RouterConfiguration,
  { program }: LoadedLua,
  parts: StateParts,
): RouterState {
  const { classification, file, trustedProxies, plan } = configuration;
  const { extendedContentIdentifier: identifier, health } = file.settings;
  const { request, session, hostRequest, response } = file.translationFunctions;
  const { geo, subnets, token, clock, input, onPanic } = parts;
  const hasRequestHook = request.trim() !== "";
  return {
    configuration,
    program,
    reader: new RequestReader({
      trustedProxies,
      acceptsPost: hasRequestHook,
      classification,
      geo,
      subnets,
      token,
      contentIdentifier: identifier,
    }),
    health: new HealthMonitor({
      clock,
      input,
      plan,
      settings: health,
      check: (host) => healthOf(program, host),
      onPanic,
    }),
    hasRequestHook,
    hasSessionHook: session.trim() !== "",
    hasHostRequestHook: hostRequest.trim() !== "",
    hasResponseHook: response.trim() !== "",
  };
}

/** A host's health as far as it can be told without a request and without waiting. */
function healthOf(program: LuaProgram, host: Host): boolean | undefined {
  if (host.isNeverHealthy) return false;
  for (const gate of host.healthGates) {
    const weight = program.evaluate(undefined, gate, host.index);
    if (weight < 0) return undefined;
    if (weight === 0) return false;
  }
  return true;
}
