import type { LuaObserver } from "@signalbox/lua-health";
import { Counter, Gauge, type Registry } from "prom-client";

/** What the Lua engine tells, as the documented metrics. Source: reference cdn-router 7.3. */
export function luaMetrics(registry: Registry): LuaObserver {
  const registers = [registry];
  const errors = new Counter({
    name: "lua_num_errors",
    help: "Evaluations of Lua that failed and counted as 0.",
    registers,
  });
  const errorKinds = new Counter({
    name: "router_lua_errors_total",
    help: "The same by kind: error, deadline, memory, unavailable, barred, overloaded.",
    labelNames: ["kind"],
    registers,
  });
  const evaluators = new Gauge({
    name: "lua_num_evaluators",
    help: "Lua machines that are ready.",
    registers,
  });
  const spent = new Counter({
    name: "lua_time_spent",
    help: "Microseconds spent in Lua.",
    registers,
  });
  const respawns = new Counter({
    name: "router_lua_respawns_total",
    help: "Lua workers that were lost, by a deadline or a crash, and started again.",
    registers,
  });
  const memory = new Gauge({
    name: "router_lua_memory_bytes",
    help: "Memory of the Lua machine.",
    registers,
  });
  return {
    onError: (kind) => {
      errors.inc();
      errorKinds.inc({ kind });
    },
    onEvaluators: (count) => evaluators.set(count),
    onTimeSpent: (microseconds) => spent.inc(microseconds),
    onRespawn: () => respawns.inc(),
    onMemory: (bytes) => memory.set(bytes),
  };
}
