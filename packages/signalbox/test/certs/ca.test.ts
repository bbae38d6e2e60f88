import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { certs, runCerts } from "./support/run-certs.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse("2026-03-01T12:00:00Z");
const clock = new FakeClock({ wallMs: NOW_MS });

const certificateIn = async (dir: string): Promise<X509Certificate> =>
  new X509Certificate(await readFile(join(dir, "ca.crt")));

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe("an authority", () => {
  test("is made in a new folder, its key for its owner alone", async () => {
    const dir = join(await scratchDirectory(), "a/pki");
    await certs(clock, "ca", "--dir", dir);
    expect(await modeOf(join(dir, "ca.key"))).toBe(0o600);
    expect(await modeOf(join(dir, "ca.crt"))).toBe(0o644);
    expect(await modeOf(dir)).toBe(0o700);
    const certificate = await certificateIn(dir);
    expect(certificate.ca).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  test("holds from five minutes ago for the days asked for", async () => {
    const dir = await scratchDirectory();
    await certs(clock, "ca", "--dir", dir, "--days", "10");
    const { validFrom, validTo } = await certificateIn(dir);
    expect(Date.parse(validFrom)).toBe(NOW_MS - 300_000);
    expect(Date.parse(validTo)).toBe(NOW_MS + 10 * DAY_MS);
  });

  test("may end after 2049, when certificates write dates in another way", async () => {
    const dir = await scratchDirectory();
    await certs(clock, "ca", "--dir", dir, "--days", "36500");
    expect(Date.parse((await certificateIn(dir)).validTo)).toBe(NOW_MS + 36_500 * DAY_MS);
  });

  test.each([
    [[], "ec"],
    [["--rsa"], "rsa"],
  ])("with %j has a key of kind %s", async (options, kind) => {
    const dir = await scratchDirectory();
    await certs(clock, "ca", "--dir", dir, ...options);
    const key = createPrivateKey(await readFile(join(dir, "ca.key")));
    expect(key.asymmetricKeyType).toBe(kind);
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(kind === "rsa" ? 2048 : undefined);
  });

  test("keeps its name one value, whatever it holds", async () => {
    const dir = await scratchDirectory();
    await certs(clock, "ca", "--dir", dir, "--name", 'Site "A", O=Other+CN=#31');
    const { subject } = await certificateIn(dir);
    expect(subject.split("\n")).toHaveLength(1);
    expect(subject).toContain("CN=");
  });

  test("has a serial number of the randomness it was given, positive and not zero", async () => {
    const dir = await scratchDirectory();
    const random = (bytes: number): Uint8Array => new Uint8Array(bytes);
    await runCerts(["ca", "--dir", dir], { clock, random });
    expect((await certificateIn(dir)).serialNumber).toBe(`40${"00".repeat(15)}`);
    const ones = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(0xff);
    await runCerts(["ca", "--dir", dir, "--force"], { clock, random: ones });
    expect((await certificateIn(dir)).serialNumber).toBe(`7F${"FF".repeat(15)}`);
  });
});

describe("files that exist", () => {
  test.each(["ca.crt", "ca.key"])(
    "%s is never overwritten, and nothing else made",
    async (name) => {
      const dir = await scratchDirectory();
      await writeFile(join(dir, name), "mine");
      const { code, stdout, stderr } = await runCerts(["ca", "--dir", dir], { clock });
      expect(code).toBe(1);
      expect(stdout).toBe("");
      expect(stderr).toBe(`certs ca: ${join(dir, name)} exists already; --force replaces it\n`);
      expect(await readdir(dir)).toEqual([name]);
      expect(await readFile(join(dir, name), "utf8")).toBe("mine");
    },
  );

  test("are replaced with --force, and a key that was open to all is not any more", async () => {
    const dir = await scratchDirectory();
    await certs(clock, "ca", "--dir", dir);
    const before = await certificateIn(dir);
    await chmod(join(dir, "ca.key"), 0o644);
    await certs(clock, "ca", "--dir", dir, "--force");
    expect((await certificateIn(dir)).fingerprint256).not.toBe(before.fingerprint256);
    expect(await modeOf(join(dir, "ca.key"))).toBe(0o600);
    expect((await readdir(dir)).sort()).toEqual(["ca.crt", "ca.key"]);
  });

  test("with --force, all stay as they are when one cannot be replaced", async () => {
    const dir = await scratchDirectory();
    await certs(clock, "ca", "--dir", dir);
    const before = await readFile(join(dir, "ca.key"), "utf8");
    // A folder in the way of the second file's new text.
    await mkdir(join(dir, "ca.crt.new"));
    const { code, stderr } = await runCerts(["ca", "--dir", dir, "--force"], { clock });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^certs ca: .*ca\.\w+(\.new)? cannot be written \(\w+\)\n$/);
    expect(await readFile(join(dir, "ca.key"), "utf8")).toBe(before);
  });

  test("a folder that is a file is named in one line", async () => {
    const file = join(await scratchDirectory(), "file");
    await writeFile(file, "");
    const { code, stderr } = await runCerts(["ca", "--dir", file], { clock });
    expect(code).toBe(1);
    expect(stderr).toBe(`certs ca: ${file} cannot be written (EEXIST)\n`);
  });
});

test.each([
  [[], "--dir is missing"],
  [["--dir="], "--dir is empty"],
  [["--dir", "d", "--days", "0"], "--days 0 is too small, minimum is 1"],
  [["--dir", "d", "--days", "36501"], "--days 36501 is too large, maximum is 36500"],
  [["--dir", "d", "--name", " "], "--name is empty"],
  [["--dir", "d", "--name", "x".repeat(65)], "--name has 65 characters, limit is 64"],
  [["--dir", "d", "--name", "a\nb"], "--name holds control characters"],
  [["--dir", "d", "--key", "x"], "unknown option --key"],
])("wrong usage %j is one line, exit code 2, and nothing is made", async (argv, problem) => {
  const { code, stdout, stderr } = await runCerts(["ca", ...argv], { clock });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.split("\n")).toHaveLength(2);
  expect(stderr.startsWith(`certs ca: ${problem}`)).toBe(true);
});
