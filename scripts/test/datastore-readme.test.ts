import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { difference } from "../examples/expected-output.js";

const REPOSITORY = join(import.meta.dirname, "../..");
const BIN = join(REPOSITORY, "packages/signalbox/bin/signalbox.mjs");
const README = readFileSync(join(REPOSITORY, "packages/datastore/README.md"), "utf8");
const MAKING = /```sh\n(npx signalbox certs[\s\S]*?)```/;
const SETTINGS = /```yaml\n([\s\S]*?)```/;
const STEP = /<!-- runs -->\n\n```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/;
const TIMEOUT_MS = 60_000;

const directory = mkdtempSync(join(tmpdir(), "signalbox-"));
let server: ChildProcess;
let port = "";

const textOf = (part: RegExp): string => part.exec(README)?.[1] ?? "";

async function runShell(script: string): Promise<string> {
  const shell = spawn("bash", ["-ec", script.replaceAll("npx signalbox", `node ${BIN}`)], {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const output: Buffer[] = [];
  shell.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  await once(shell, "close");
  return Buffer.concat(output).toString();
}

beforeAll(async () => {
  await runShell(textOf(MAKING));
  writeFileSync(join(directory, "datastore.yaml"), textOf(SETTINGS));
  const local = ["--set", "host=127.0.0.1", "--set", "port=0"];
  server = spawn(process.execPath, [BIN, "datastore", "--config", "datastore.yaml", ...local], {
    cwd: directory,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  if (!server.stdout) throw new Error("no stdout");
  for await (const line of createInterface(server.stdout)) {
    port = /^ready datastore https:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1] ?? "";
    break;
  }
}, TIMEOUT_MS);

afterAll(async () => {
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(directory, { recursive: true });
});

test(
  "what the datastore's README tells to type prints what it says",
  async () => {
    const [, script = "", expected = ""] = STEP.exec(README) ?? [];
    expect(script).not.toBe("");
    // As on a machine where its port is free.
    const printed = await runShell(script.replaceAll("localhost:4334", `localhost:${port}`));
    expect(difference(expected.trimEnd().split("\n"), printed)).toBeUndefined();
  },
  TIMEOUT_MS,
);
