import { X509Certificate } from "node:crypto";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { readWhitelist, urnsOf } from "@signalbox/monitoring-model";
import { certs, runCerts } from "./support/run-certs.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse("2026-03-01T12:00:00Z");
const clock = new FakeClock({ wallMs: NOW_MS });
const AUTHORITY = ["--authority", "ch.example.net"];

async function aFolder(...options: string[]): Promise<string> {
  const dir = await scratchDirectory();
  await certs(clock, "ca", "--dir", dir, ...options);
  return dir;
}

const certificateIn = async (dir: string, name: string): Promise<X509Certificate> =>
  new X509Certificate(await readFile(join(dir, name)));

describe("a client's certificate", () => {
  test("carries e-mail, URN and UUID, in the documented order", async () => {
    const dir = await aFolder();
    const more = ["--name", "collector-site", "--email", "ops@example.net"];
    const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(0xab);
    await runCerts(["tool", "--dir", dir, ...AUTHORITY, ...more], { clock, random });
    const { subjectAltName } = await certificateIn(dir, "tool-collector-site.crt");
    expect(subjectAltName).toBe(
      "email:ops@example.net, URI:urn:publicid:IDN+ch.example.net+tool+collector-site, " +
        "URI:urn:uuid:abababab-abab-4bab-abab-abababababab",
    );
  });

  test("is written alone, with its key beside it, and both in one file", async () => {
    const dir = await aFolder();
    await certs(clock, "user", "--dir", dir, ...AUTHORITY, "--name", "operator");
    const text = (end: string): Promise<string> =>
      readFile(join(dir, `user-operator${end}`), "utf8");
    expect(await text(".pem")).toBe((await text(".crt")) + (await text(".key")));
    const modes = [".crt", ".key", ".pem"].map(async (end) => {
      const { mode } = await stat(join(dir, `user-operator${end}`));
      return mode & 0o777;
    });
    expect(await Promise.all(modes)).toEqual([0o644, 0o600, 0o600]);
  });

  test("is for clients, is no authority, and is signed by the one of its folder", async () => {
    const dir = await aFolder();
    await certs(clock, "tool", "--dir", dir, ...AUTHORITY, "--name", "collector-site");
    const ca = await certificateIn(dir, "ca.crt");
    const certificate = await certificateIn(dir, "tool-collector-site.crt");
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(Date.parse(certificate.validTo)).toBe(NOW_MS + 365 * DAY_MS);
  });

  test("does not outlive its authority, and that is said", async () => {
    const dir = await aFolder("--days", "20");
    const argv = ["tool", "--dir", dir, ...AUTHORITY, "--name", "c", "--days", "30"];
    const { code, stderr } = await runCerts(argv, { clock });
    expect(code).toBe(0);
    expect(stderr).toBe("certs tool: warning: valid until 2026-03-21 only, as its authority is\n");
    const { validTo } = await certificateIn(dir, "tool-c.crt");
    expect(Date.parse(validTo)).toBe(NOW_MS + 20 * DAY_MS);
  });
});

describe("the URN", () => {
  test.each([
    ["collector-site", "ch.example.net", "ch.example.net+tool+collector-site"],
    ["collector  site ", "ch.example.net", "ch.example.net+tool+collector+site"],
    ["a/b:c+d", "ch.example.net", "ch.example.net+tool+a%2Fb%3Ac%2Bd"],
    ["a//b::c;d", "ch.example.net:site", "ch.example.net:site+tool+a:b;c%3Bd"],
    ["it's 100%?#", "ch.example.net", "ch.example.net+tool+it%27s+100%25%3F%23"],
    ["mesure été", "ch.example.net", "ch.example.net+tool+mesure+%C3%A9t%C3%A9"],
  ])("of %j at %s is transcribed", async (name, authority, urn) => {
    const dir = await aFolder();
    const argv = ["--authority", authority, "--name", name, "--out", "client"];
    const { stdout } = await certs(clock, "tool", "--dir", dir, ...argv);
    const { subjectAltName } = await certificateIn(dir, "client.crt");
    expect(urnsOf(subjectAltName)).toEqual([`urn:publicid:IDN+${urn}`]);
    expect(stdout).toContain(`whitelist: "URI:urn:publicid:IDN+${urn}"\n`);
  });

  test("as printed is an entry that lets the certificate in", async () => {
    const dir = await aFolder();
    const argv = ["--name", "collector +1/é", "--out", "client"];
    const { stdout } = await certs(clock, "tool", "--dir", dir, ...AUTHORITY, ...argv);
    const whitelist = readWhitelist(`[${/^whitelist: (.*)$/m.exec(stdout)?.[1] ?? ""}]`);
    const { subjectAltName } = await certificateIn(dir, "client.crt");
    expect(whitelist.allows(urnsOf(subjectAltName), "data")).toBe(true);
  });
});

test("a name gives files of harmless names, never outside the folder", async () => {
  const dir = await aFolder();
  await certs(clock, "tool", "--dir", dir, ...AUTHORITY, "--name", "../../x y");
  expect((await readdir(dir)).sort()).toEqual([
    "ca.crt",
    "ca.key",
    "tool-.._.._x_y.crt",
    "tool-.._.._x_y.key",
    "tool-.._.._x_y.pem",
  ]);
});

test.each([
  [["--name", "c"], "--authority is missing"],
  [["--authority", "ch.example.net"], "--name is missing"],
  [[...AUTHORITY, "--name", " "], "--name is empty"],
  [[...AUTHORITY, "--name", "a,URI:urn:publicid:IDN+x+tool+y"], "--name holds a comma"],
  [[...AUTHORITY, "--name", "x".repeat(65)], "--name has 65 characters, limit is 64"],
  [["--authority", "a+b", "--name", "c"], "--authority a+b is not a name such as"],
  [[...AUTHORITY, "--name", "c", "--email", "a b"], "--email a b is not an e-mail address"],
  [[...AUTHORITY, "--name", "c", "--email", "a@b,URI:x"], "--email a@b,URI:x is not an e-mail"],
  [[...AUTHORITY, "--name", "c", "--out", "../c"], "--out ../c: letters, digits"],
])("wrong usage %j is told in one line, exit code 2", async (argv, problem) => {
  const dir = await aFolder();
  const { code, stderr } = await runCerts(["tool", "--dir", dir, ...argv], { clock });
  expect(code).toBe(2);
  expect(stderr.startsWith(`certs tool: ${problem}`)).toBe(true);
  expect(await readdir(dir)).toHaveLength(2);
});

describe("an authority that cannot sign", () => {
  const argvFor = (dir: string) => ["tool", "--dir", dir, ...AUTHORITY, "--name", "c"];

  test("because there is none is named, with what makes it", async () => {
    const dir = await scratchDirectory();
    const { code, stderr } = await runCerts(argvFor(dir), { clock });
    expect(code).toBe(2);
    expect(stderr).toBe(
      `certs tool: ${join(dir, "ca.crt")} does not exist; make it with "signalbox certs ca --dir ${dir}"\n`,
    );
  });

  test.each([
    ["ca.crt", "text", "holds no certificate that can be read"],
    ["ca.key", "text", "holds no private key that can be read"],
    ["ca.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "is encrypted; give it without"],
    ["ca.key", " ".repeat(1_048_577), "has 1048577 bytes, limit is 1048576"],
  ])("because %s is %.20j is told", async (name, text, problem) => {
    const dir = await aFolder();
    await writeFile(join(dir, name), text);
    const { code, stderr } = await runCerts(argvFor(dir), { clock });
    expect(code).toBe(2);
    expect(stderr).toContain(`${join(dir, name)} ${problem}`);
  });

  test("because the key is another one's is told", async () => {
    const dir = await aFolder();
    await writeFile(join(dir, "ca.key"), await readFile(join(await aFolder(), "ca.key")));
    const { code, stderr } = await runCerts(argvFor(dir), { clock });
    expect(code).toBe(2);
    expect(stderr).toContain("ca.key is not the key of");
  });

  test("because it expired is told", async () => {
    const dir = await aFolder("--days", "1");
    const later = new FakeClock({ wallMs: NOW_MS + DAY_MS + 1000 });
    const { code, stderr } = await runCerts(argvFor(dir), { clock: later });
    expect(code).toBe(2);
    expect(stderr).toContain("ca.crt expired on 2026-03-02");
  });

  test("is warned of when others can read its key, and signs", async () => {
    const dir = await aFolder();
    await chmod(join(dir, "ca.key"), 0o640);
    const { code, stderr } = await runCerts(argvFor(dir), { clock });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /warning: .*ca\.key can be read by others than its owner; chmod 600 it\n$/,
    );
  });
});
