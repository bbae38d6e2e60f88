import { connect, createServer } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import { cpuUs, peakRssBytes, rssBytes } from "../framework/process-figures.js";
import { Child } from "./child.js";
import { pinned, SERVER_CORE, type Command } from "./pinned.js";

const SIGNALBOX = fileURLToPath(
  new URL("../../packages/signalbox/bin/signalbox.mjs", import.meta.url),
);
const LISTEN_TIMEOUT_MS = 20_000;
const LISTEN_POLL_MS = 20;
const REDIRECT_SERVER = fileURLToPath(new URL("redirect-server.mjs", import.meta.url));
const ECHO_SERVER = fileURLToPath(new URL("echo-server.mjs", import.meta.url));

/** A server under measurement, in a process of its own on the servers' core. */
export class ServerProcess {
  constructor(
    readonly name: string,
    readonly port: number,
    private readonly child: Child,
  ) {}

  get pid(): number {
    return this.child.pid;
  }

  cpuUs(): number {
    return cpuUs(this.child.pid);
  }

  rssBytes(): number {
    return rssBytes(this.child.pid);
  }

  peakRssBytes(): number {
    return peakRssBytes(this.child.pid);
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}

/** Our cache manager, as built and as shipped. `settings` are paths and values of its configuration. */
export async function startSignalbox(
  context: BenchContext,
  cleanup: Cleanup,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const all = { "http_server.port": "0", ...settings };
  const sets = Object.entries(all).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
  const args = [SIGNALBOX, "cache-manager", ...sets];
  return start(
    context,
    cleanup,
    "signalbox",
    { command: process.execPath, args },
    /^ready .*:(\d+)/,
  );
}

/** A bare node:http server that reads the body and answers `reply`; `isParsing`: it reads the JSON as well. */
export async function startEcho(
  context: BenchContext,
  cleanup: Cleanup,
  reply: string,
  isParsing = false,
): Promise<ServerProcess> {
  const args = [ECHO_SERVER, reply, ...(isParsing ? ["parse"] : [])];
  return start(context, cleanup, "node:http", { command: process.execPath, args }, /^ready (\d+)/);
}

/** A bare node:http server that redirects with these header fields. */
export async function startRedirects(
  context: BenchContext,
  cleanup: Cleanup,
  headers: readonly (readonly [string, string])[],
): Promise<ServerProcess> {
  const args = [REDIRECT_SERVER, JSON.stringify(Object.fromEntries(headers))];
  return start(context, cleanup, "node:http", { command: process.execPath, args }, /^ready (\d+)/);
}

/** Redis without persistence. */
export async function startRedis(context: BenchContext, cleanup: Cleanup): Promise<ServerProcess> {
  const port = await freePort();
  const flags = { port, bind: "127.0.0.1", save: "", appendonly: "no", daemonize: "no" };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const command = { command: "redis-server", args };
  return start(context, cleanup, "redis", command, /Ready to accept connections/, port);
}

/** Starts a server and waits for the line by which it says that it is ready. */
export async function start(
  context: BenchContext,
  cleanup: Cleanup,
  name: string,
  command: Command,
  ready: RegExp,
  port?: number,
): Promise<ServerProcess> {
  const child = cleanup.add(new Child(name, pinned(SERVER_CORE, canPin(context), command)));
  const found = await child.line(ready);
  return new ServerProcess(name, port ?? Number(found), child);
}

export function canPin(context: BenchContext): boolean {
  return context.installed.taskset !== undefined && context.machine.cores > 1;
}

/** Starts a server that does not say when it is ready: it is when it listens. */
export async function startSilent(
  context: BenchContext,
  cleanup: Cleanup,
  name: string,
  command: Command,
  port: number,
): Promise<ServerProcess> {
  const child = cleanup.add(new Child(name, pinned(SERVER_CORE, canPin(context), command)));
  const endMs = performance.now() + LISTEN_TIMEOUT_MS;
  while (!(await isListening(port))) {
    if (child.process.exitCode !== null || performance.now() > endMs) {
      throw new Error(`${name} does not listen on ${port}: ${child.lastLines}`);
    }
    await sleep(LISTEN_POLL_MS);
  }
  return new ServerProcess(name, port, child);
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
