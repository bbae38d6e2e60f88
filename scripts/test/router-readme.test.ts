import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { difference } from "../examples/expected-output.js";

const REPOSITORY = join(import.meta.dirname, "../..");
const BIN = join(REPOSITORY, "packages/signalbox/bin/signalbox.mjs");
const STEP = /<!-- runs -->\n\n```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g;
const TIMEOUT_MS = 60_000;
const PORTS = [
  "content_server.http_port",
  "rest_api_server.port",
  "metrics_ingest_server.port",
  "metrics_exposition_server.port",
];

const directory = mkdtempSync(join(tmpdir(), "signalbox-"));
let server: ChildProcess;
let urls: readonly string[] = [];

beforeAll(async () => {
  const settings = PORTS.flatMap((name) => ["--set", `${name}=0`]);
  server = spawn(process.execPath, [BIN, "router", ...settings], {
    cwd: directory,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  if (!server.stdout) throw new Error("no stdout");
  for await (const line of createInterface(server.stdout)) {
    urls = line.replaceAll("0.0.0.0", "127.0.0.1").split(" ").slice(2);
    break;
  }
}, TIMEOUT_MS);

afterAll(async () => {
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(directory, { recursive: true });
});

/** The text as on a machine where its ports are free. */
function withPorts(script: string): string {
  const [content = "", rest = ""] = urls;
  return script
    .replaceAll("http://127.0.0.1:8080", content)
    .replaceAll("https://127.0.0.1:5001", rest)
    .replaceAll("npx signalbox route explain", `node ${BIN} route explain --router ${rest}`);
}

async function runShell(script: string): Promise<string> {
  const shell = spawn("bash", ["-c", withPorts(script)], {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const output: Buffer[] = [];
  shell.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  await once(shell, "close");
  return Buffer.concat(output).toString().replaceAll("\r", ""); // as a terminal shows it
}

test(
  "what the router's README tells to type prints what it says",
  async () => {
    const readme = readFileSync(join(REPOSITORY, "packages/router/README.md"), "utf8");
    const steps = [...readme.matchAll(STEP)];
    expect(steps).toHaveLength(1);
    for (const [, script = "", expected = ""] of steps) {
      const printed = await runShell(script);
      expect(difference(expected.trimEnd().split("\n"), printed)).toBeUndefined();
    }
  },
  TIMEOUT_MS,
);
