import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { certs, runCerts, type Outcome } from "./support/run-certs.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const COMMANDS = ["ca", "server", "tool", "user", "csr", "whitelist", "show"];

describe("signalbox certs", () => {
  test.each(["--help", "-h", "help"])("%s lists the commands on stdout", async (flag) => {
    const { code, stdout, stderr } = await runCerts([flag]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
  });

  test.each(COMMANDS)("%s --help shows its options without needing any", async (name) => {
    const { code, stdout } = await runCerts([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout.startsWith(`Usage: signalbox certs ${name} [options]`)).toBe(true);
    expect(stdout).toContain("Exit code: 0");
  });

  test("alone is wrong usage and shows the help on stderr", async () => {
    const { code, stdout, stderr } = await runCerts([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: signalbox certs <command>");
  });

  test("with an unknown command names the nearest", async () => {
    const { code, stderr } = await runCerts(["srver"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^certs: unknown command srver; did you mean server\?; known: ca, /);
  });
});

/** Every line of base64 in the private keys of a folder. */
async function keyLines(dir: string): Promise<readonly string[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".key"));
  const texts = await Promise.all(names.map((name) => readFile(join(dir, name), "utf8")));
  return texts.flatMap((text) => text.split("\n")).filter((line) => /^[A-Za-z0-9+/=]+$/.test(line));
}

test("no command prints anything of a key", async () => {
  const dir = await scratchDirectory();
  const names = ["--authority", "ch.example.net", "--name", "c"];
  const outcomes: Outcome[] = [
    await certs(systemClock, "ca", "--dir", dir),
    await certs(systemClock, "server", "--dir", dir, "--host", "h", "--rsa"),
    await certs(systemClock, "tool", "--dir", dir, ...names),
    await certs(systemClock, "csr", "--dir", dir, ...names),
    await certs(systemClock, "show", join(dir, "tool-c.pem")),
    await certs(systemClock, "show", join(dir, "tool-c.pem"), "--json"),
    await runCerts(["show", join(dir, "tool-c.key")]),
    await runCerts(["whitelist", "list", "--file", join(dir, "tool-c.key")]),
    await runCerts(["tool", "--dir", dir, ...names]),
  ];
  const printed = outcomes.map(({ stdout, stderr }) => stdout + stderr).join("\n");
  expect(printed).not.toContain("PRIVATE KEY");
  const lines = await keyLines(dir);
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) expect(printed).not.toContain(line);
});

test("as a process it makes what it says, and its exit code tells", async () => {
  const dir = join(await scratchDirectory(), "pki");
  const root = join(import.meta.dirname, "../../../..");
  const main = join(root, "packages/signalbox/src/main.ts");
  const argv = ["--conditions=source", "--import", "tsx", main, "certs", "ca", "--dir", dir];
  const run = () => promisify(execFile)(process.execPath, argv, { cwd: root });
  expect((await run()).stdout).toContain(`${join(dir, "ca.crt")}  certificate of the authority`);
  await expect(run()).rejects.toMatchObject({ code: 1, stdout: "" });
});
