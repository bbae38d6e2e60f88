import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findBinaries } from "@signalbox/timeseries-store/testing";

/** Text of a version, or undefined when the program is not there. */
export interface Installed {
  readonly taskset: string | undefined;
  readonly redis: string | undefined;
  readonly python: string | undefined;
  readonly plugnpy: PythonWithPlugnpy | undefined;
  readonly haproxy: string | undefined;
  readonly nginx: Nginx | undefined;
  readonly telegraf: Telegraf | undefined;
  readonly postgres: Postgres | undefined;
}

export interface Postgres {
  readonly version: string;
  /** Folder of the server's programs. */
  readonly binaries: string;
}

export interface Nginx {
  readonly version: string;
  /** Folder of its loadable modules when the Lua module is one of them. */
  readonly luaModules: string | undefined;
}

export interface Telegraf {
  readonly command: string;
  readonly version: string;
}

export interface PythonWithPlugnpy {
  readonly command: string;
  readonly version: string;
}

const LUA_MODULE = "ngx_http_lua_module.so";
const IMPORT_PLUGNPY =
  "import sys, plugnpy, plugnpy.cachemanager, geventhttpclient as g; " +
  "print(getattr(plugnpy, '__version__', 'unknown version') + ', geventhttpclient', " +
  "g.__version__ + ', Python', sys.version.split()[0])";

export interface PeerPrograms {
  /** A Python that can import plugnpy; default: python3. */
  readonly plugnpyPython?: string | undefined;
  /** A Telegraf program; default: none. */
  readonly telegraf?: string | undefined;
}

export function findInstalled({ plugnpyPython, telegraf }: PeerPrograms): Installed {
  const command = plugnpyPython ?? "python3";
  const plugnpy = firstLine(command, ["-c", IMPORT_PLUGNPY]);
  return {
    taskset: firstLine("taskset", ["--version"]),
    redis: firstLine("redis-server", ["--version"]),
    python: firstLine("/usr/bin/python3", ["--version"]),
    plugnpy: plugnpy === undefined ? undefined : { command, version: plugnpy },
    haproxy: firstLine("haproxy", ["-v"]),
    nginx: findNginx(),
    telegraf: findTelegraf(telegraf),
    postgres: findPostgres(),
  };
}

function findNginx(): Nginx | undefined {
  // It tells about itself on stderr.
  const { status, stderr } = spawnSync("nginx", ["-V"], { encoding: "utf8" });
  if (status !== 0) return undefined;
  const version = /nginx version: (\S+)/.exec(stderr)?.[1] ?? "unknown version";
  const folder = /--modules-path=(\S+)/.exec(stderr)?.[1];
  const hasLua = folder !== undefined && existsSync(join(folder, LUA_MODULE));
  return { version, luaModules: hasLua ? folder : undefined };
}

function findTelegraf(command: string | undefined): Telegraf | undefined {
  const version = command && firstLine(command, ["--version"]);
  return command && version ? { command, version } : undefined;
}

function findPostgres(): Postgres | undefined {
  const binaries = findBinaries(process.env["PATH"] ?? "");
  const version = binaries && firstLine(join(binaries, "postgres"), ["--version"]);
  return binaries && version ? { binaries, version } : undefined;
}

function firstLine(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim().split("\n")[0] : undefined;
}
