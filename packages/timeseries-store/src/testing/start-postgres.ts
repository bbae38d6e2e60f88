import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { findBinaries, unprivilegedUser } from "./postgres-binaries.js";

const run = promisify(execFile);
const USER = "signalbox";
const READY = "database system is ready to accept connections";
/** The machine stays up, so nothing has to reach the disk. */
const SETTINGS = ["fsync=off", "shared_buffers=64MB", "max_connections=60"];

/** A cluster of its own in a temporary folder. */
export interface StartedPostgres {
  /** Of its first database, over TCP. */
  readonly url: string;
  /** The same over the Unix socket. */
  readonly socketUrl: string;
  /** As after a power failure, but for the disk's own memory: no session ends in order. */
  stopAtOnce(): Promise<void>;
  /** After `stopAtOnce`, on the same port. */
  startAgain(): Promise<void>;
  /** Stops it and removes the folder. */
  close(): Promise<void>;
}

/** @param path the environment's PATH. @returns `undefined` when no PostgreSQL is installed */
export async function startPostgres(path: string): Promise<StartedPostgres | undefined> {
  const binaries = findBinaries(path);
  if (binaries === undefined) return undefined;
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), "sbpg-"));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const as = { ...user, cwd: folder, env: { PATH: path, LC_ALL: "C" } };
  const initialise = ["-D", data, "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8"];
  await run(join(binaries, "initdb"), [...initialise, "--locale=C"], as);

  const port = await freePort();
  const start = (): Promise<ChildProcess> => {
    const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
    const listen = ["-h", "127.0.0.1", "-p", String(port), "-k", folder];
    return serving(
      spawn(join(binaries, "postgres"), ["-D", data, ...listen, ...settings], {
        ...as,
        stdio: ["ignore", "ignore", "pipe"],
      }),
    );
  };
  let server = await start();
  const stop = async (mode: string): Promise<void> => {
    if (server.exitCode !== null) return;
    const exit = once(server, "exit");
    await run(join(binaries, "pg_ctl"), ["stop", "-D", data, "-m", mode, "-w"], as);
    await exit;
  };
  return {
    url: `postgresql://${USER}@127.0.0.1:${port}/postgres`,
    socketUrl: `postgresql:///postgres?host=${encodeURIComponent(folder)}&port=${port}&user=${USER}`,
    stopAtOnce: () => stop("immediate"),
    startAgain: async () => void (server = await start()),
    close: async () => {
      await stop("immediate");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serving(server: ChildProcess): Promise<ChildProcess> {
  const { stderr } = server;
  if (stderr === null) throw new Error("the server has no log");
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    said.push(line);
    if (line.includes(READY)) {
      // What follows is read and dropped, or the pipe fills up.
      stderr.resume();
      return server;
    }
  }
  throw new Error(`PostgreSQL did not start: ${said.join(" / ")}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  // The address of a listening TCP server.
  const { port } = server.address() as AddressInfo;
  await promisify(server.close.bind(server))();
  return port;
}
