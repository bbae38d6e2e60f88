import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { difference } from "../examples/expected-output.js";

const REPOSITORY = join(import.meta.dirname, "../..");
const STEP = /<!-- runs -->\n\n```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g;
const README_URL = "http://127.0.0.1:8182";
/** Of the site that is made up. */
const README_PORT = "4399";
const STEP_TIMEOUT_MS = 60_000;

let server: ChildProcess;
let url = "";
let sitePort = "";

beforeAll(async () => {
  server = spawn(
    process.execPath,
    ["packages/signalbox/bin/signalbox.mjs", "cache-manager", "--set", "http_server.port=0"],
    { cwd: REPOSITORY, stdio: ["ignore", "pipe", "ignore"] },
  );
  sitePort = String(await freePort());
  if (!server.stdout) throw new Error("no stdout");
  for await (const line of createInterface(server.stdout)) {
    url = line.split(" ")[2] ?? "";
    break;
  }
}, STEP_TIMEOUT_MS);

afterAll(async () => {
  server.kill("SIGTERM");
  await once(server, "exit");
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function runShell(script: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const shell = spawn(
    "bash",
    ["-c", script.replaceAll(README_URL, url).replaceAll(README_PORT, sitePort)],
    {
      cwd: REPOSITORY,
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        OPSVIEW_CACHE_MANAGER_HOST: hostname,
        OPSVIEW_CACHE_MANAGER_PORT: port,
        NODE_OPTIONS: "",
      },
    },
  );
  const output: Buffer[] = [];
  shell.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  await once(shell, "close");
  return Buffer.concat(output).toString();
}

test(
  "what the README tells a newcomer to type prints what it says, in the order it says it",
  async () => {
    const steps = [...readFileSync(join(REPOSITORY, "README.md"), "utf8").matchAll(STEP)];
    expect(steps.length).toBeGreaterThan(2);
    for (const [, script = "", expected = ""] of steps) {
      const printed = await runShell(script);
      expect(difference(expected.trimEnd().split("\n"), printed)).toBeUndefined();
    }
  },
  STEP_TIMEOUT_MS * 3,
);
