import type { BenchContext, Cleanup, Row } from "../framework/benchmark.js";
import { cacheName } from "../load/cache-metrics.js";
import type { ServerProcess } from "../peers/servers.js";
import { startHaproxy } from "../peers/haproxy.js";
import { startNginx } from "../peers/nginx.js";
import { notInstalled } from "./missing-peers.js";
import { CONDITIONS, loadLimit } from "./routing-documents.js";

/** The fields of our reply that say nothing about where to go. */
export type HeaderFields = readonly (readonly [string, string])[];

/** A peer under measurement, or the row that says that it is not there. */
export type Peer =
  | { readonly id: string; readonly name: string; readonly server: ServerProcess }
  | { readonly missing: Row };

interface Setup {
  readonly context: BenchContext;
  readonly cleanup: Cleanup;
  readonly hosts: number;
  readonly headers: HeaderFields;
}

/** Every peer that redirects, in the order of the table. */
export async function redirectPeers(setup: Setup): Promise<Peer[]> {
  return [
    await nginxLua(setup, "table"),
    await nginxLua(setup, "dict"),
    await haproxy(setup),
    await nginxReturn(setup),
  ];
}

const LUA_NAMES = {
  table: "nginx + Lua, the same decision, metrics in a Lua table",
  dict: "nginx + Lua, the same decision, metrics in a shared dict",
} as const;

async function nginxLua(setup: Setup, store: keyof typeof LUA_NAMES): Promise<Peer> {
  const { context, cleanup } = setup;
  const id = `redirect.nginx-lua-${store}`;
  const name = LUA_NAMES[store];
  const folder = context.installed.nginx?.luaModules;
  if (folder === undefined) return { missing: notInstalled(id, name) };
  const site = { name, http: luaMetrics(setup.hosts), location: luaDecision(setup, store) };
  return { id, name, server: await startNginx(context, cleanup, site, folder) };
}

/** The metrics that the conditions read, of every host. A shared dict is what several workers would need. */
function luaMetrics(hosts: number): string {
  return `
  lua_shared_dict metrics 64m;
  init_by_lua_block {
    caches = {}
    for number = 1, ${hosts} do
      local name = string.format("cache-%05d", number)
      local load = 0.5 + (number * 7 % 40) / 100
      caches[name] = { hardware_metrics = { cpu_load5 = load, n_cpus = 2 } }
      ngx.shared.metrics:set(name .. ".hardware_metrics.cpu_load5", load)
      ngx.shared.metrics:set(name .. ".hardware_metrics.n_cpus", 2)
    end
  }`;
}

const READ = {
  table: `local cache = caches[name]
          if not cache then return false end
          local load, cpus = cache.hardware_metrics.cpu_load5, cache.hardware_metrics.n_cpus`,
  dict: `local metrics = ngx.shared.metrics
          local load = metrics:get(name .. ".hardware_metrics.cpu_load5")
          local cpus = metrics:get(name .. ".hardware_metrics.n_cpus")`,
} as const;

function luaDecision({ headers }: Setup, store: keyof typeof LUA_NAMES): string {
  const rules = Array.from({ length: CONDITIONS }, (_, at) => {
    const name = cacheName(at + 1);
    return `if ok("${name}", ${loadLimit(at + 1)}) then return "${name}" end`;
  });
  const fields = headers.map(([name, value]) => `ngx.header["${name}"] = "${value}"`);
  return `content_by_lua_block {
        local function ok(name, limit)
          ${READ[store]}
          if not load then return false end
          return load / (cpus or 1) < limit
        end
        local function decide()
          ${rules.join("\n          ")}
        end
        local host = decide()
        if not host then return ngx.exit(503) end
        ngx.status = 302
        ${fields.join("\n        ")}
        ngx.header["Location"] = "http://" .. host .. ngx.var.request_uri
        ngx.header["Content-Length"] = 0
        ngx.send_headers()
      }`;
}

async function haproxy({ context, cleanup, headers }: Setup): Promise<Peer> {
  const id = "redirect.haproxy";
  const name = "HAProxy, http-request redirect, nothing decided";
  if (context.installed.haproxy === undefined) return { missing: notInstalled(id, name) };
  const rules = [
    `http-request redirect prefix http://${cacheName(CONDITIONS)} code 302`,
    ...headers.map(([field, value]) => `http-after-response set-header ${field} "${value}"`),
  ];
  return { id, name, server: await startHaproxy(context, cleanup, rules) };
}

async function nginxReturn({ context, cleanup, headers }: Setup): Promise<Peer> {
  const id = "redirect.nginx";
  const name = "nginx, return 302, nothing decided";
  if (!context.installed.nginx) return { missing: notInstalled(id, name) };
  const fields = headers.map(([field, value]) => `add_header ${field} "${value}" always;`);
  const target = `return 302 http://${cacheName(CONDITIONS)}$request_uri;`;
  const location = `${fields.join(" ")} ${target}`;
  return { id, name, server: await startNginx(context, cleanup, { name, location }) };
}
