import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import { scratchFolder } from "./scratch.js";
import { freePort, startSilent, type ServerProcess } from "./servers.js";

export interface NginxSite {
  readonly name: string;
  /** Directives of `http`, after those every site has. */
  readonly http?: string;
  /** Directives of `location /`. */
  readonly location: string;
}

/** nginx as one process, without a log; with its Lua module when `luaModules` says where it is. */
export async function startNginx(
  context: BenchContext,
  cleanup: Cleanup,
  { name, http = "", location }: NginxSite,
  luaModules?: string,
): Promise<ServerProcess> {
  const folder = scratchFolder(cleanup);
  const port = await freePort();
  const file = join(folder, "nginx.conf");
  const modules = luaModules === undefined ? "" : loadModules(luaModules);
  writeFileSync(file, `${modules}${configuration(port, http, location)}`);
  const args = ["-e", "stderr", "-p", folder, "-c", file];
  return startSilent(context, cleanup, name, { command: "nginx", args }, port);
}

function loadModules(folder: string): string {
  const names = ["ndk_http_module.so", "ngx_http_lua_module.so"];
  return names.map((name) => `load_module ${join(folder, name)};\n`).join("");
}

function configuration(port: number, http: string, location: string): string {
  return `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ${http}
  server {
    listen 127.0.0.1:${port};
    location / {
      ${location}
    }
  }
}
`;
}
