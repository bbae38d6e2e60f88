import { execFileSync } from "node:child_process";
import { chownSync } from "node:fs";
import { join } from "node:path";
import { unprivilegedUser } from "@signalbox/timeseries-store/testing";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import { familyCpuUs } from "../framework/process-figures.js";
import { Child, type User } from "./child.js";
import type { Postgres } from "./installed.js";
import { pinned, SERVER_CORE } from "./pinned.js";
import { scratchFolder } from "./scratch.js";
import { canPin, freePort } from "./servers.js";

const USER = "bench";
/**
 * Writes reach the disk as they do in earnest. The write-ahead log may grow so that no checkpoint falls into a measurement, and
 * nothing is vacuumed but when a benchmark says so.
 */
const SETTINGS = ["shared_buffers=512MB", "max_wal_size=8GB", "autovacuum=off", "fsync=on"];
const READY = /database system is ready to accept connections/;

/** A PostgreSQL with an empty database. */
export class PostgresServer {
  constructor(
    readonly url: string,
    private readonly child: Child,
  ) {}

  /** Of all its processes; connections that have ended are forgotten. */
  cpuUs(): number {
    return familyCpuUs(this.child.pid);
  }
}

/** A cluster of its own in a temporary folder. @param isPinned runs on the servers' core, as what asks it does */
export async function startPostgres(
  context: BenchContext,
  cleanup: Cleanup,
  { binaries }: Postgres,
  isPinned = false,
): Promise<PostgresServer> {
  const as = unprivilegedUser();
  const folder = scratchFolder(cleanup);
  if (as) chownSync(folder, as.uid, as.gid);
  const data = join(folder, "data");
  initialise(join(binaries, "initdb"), folder, data, as);
  const port = await freePort();
  const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
  const listen = ["-h", "127.0.0.1", "-p", String(port), "-k", folder];
  // It tells on stderr when it is ready.
  const shell = ["-c", 'exec "$0" "$@" 2>&1', join(binaries, "postgres")];
  const server = { command: "sh", args: [...shell, "-D", data, ...listen, ...settings] };
  const command = pinned(SERVER_CORE, isPinned && canPin(context), server);
  const child = new Child("postgresql", command, { as });
  cleanup.add({ stop: () => stopAtOnce(child) });
  await child.line(READY);
  return new PostgresServer(`postgresql://${USER}@127.0.0.1:${port}/postgres`, child);
}

function initialise(initdb: string, folder: string, data: string, as: User | undefined): void {
  const args = ["-D", data, "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"];
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C" };
  execFileSync(initdb, args, { ...as, cwd: folder, env, stdio: "pipe" });
}

/** Without the checkpoint of an orderly end: the folder is removed. */
async function stopAtOnce(child: Child): Promise<void> {
  child.process.kill("SIGQUIT");
  await child.stop();
}
