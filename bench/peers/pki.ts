import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TlsFiles } from "../load/tasks.js";

const SIGNALBOX = fileURLToPath(
  new URL("../../packages/signalbox/bin/signalbox.mjs", import.meta.url),
);
const AUTHORITY = "ch.example.net";
const TOOL = "bench";
const URN = `urn:publicid:IDN+${AUTHORITY}+tool+${TOOL}`;

/** An authority, a server's certificate for this machine, and that of one tool, which is whitelisted. */
export interface Pki extends TlsFiles {
  readonly serverCertFile: string;
  readonly serverKeyFile: string;
  readonly whitelistFile: string;
  readonly urn: string;
}

export function makePki(folder: string): Pki {
  const certs = (...args: string[]): void => {
    const command = [SIGNALBOX, "certs", ...args, "--dir", folder];
    execFileSync(process.execPath, command, { stdio: "pipe" });
  };
  certs("ca");
  certs("server", "--host", "localhost", "--ip", "127.0.0.1");
  certs("tool", "--authority", AUTHORITY, "--name", TOOL);
  certs("whitelist", "add", URN);
  return {
    caFile: join(folder, "ca.crt"),
    identityFile: join(folder, `tool-${TOOL}.pem`),
    serverCertFile: join(folder, "server-localhost.crt"),
    serverKeyFile: join(folder, "server-localhost.key"),
    whitelistFile: join(folder, "whitelist.json"),
    urn: URN,
  };
}
