import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { ODD_NOW_MS, oddCertificate, type Oddity } from "./support/odd-certificate.js";
import { certs, runCerts } from "./support/run-certs.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const DAY_MS = 86_400_000;
const clock = new FakeClock({ wallMs: ODD_NOW_MS });
const TOOL = "urn:publicid:IDN+ch.example.net+tool+collector-site";
const url = (value: string) => ({ type: "url" as const, value });

async function aClient(...more: string[]): Promise<string> {
  const dir = await scratchDirectory();
  await certs(clock, "ca", "--dir", dir);
  const names = ["--authority", "ch.example.net", "--name", "collector-site"];
  await certs(clock, "tool", "--dir", dir, ...names, ...more);
  return join(dir, "tool-collector-site.pem");
}

async function fileWith(text: string): Promise<string> {
  const file = join(await scratchDirectory(), "file.pem");
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

async function warningsOf(oddity: Oddity): Promise<readonly string[]> {
  const { cert } = await oddCertificate(oddity);
  const { stdout } = await runCerts(["show", await fileWith(cert), "--json"], { clock });
  const [report] = JSON.parse(stdout) as [{ warnings: string[] }]; // as the command documents it
  return report.warnings;
}

describe("a client's file", () => {
  test("is shown with names, validity, days left and the URN that counts", async () => {
    const file = await aClient("--email", "ops@example.net");
    const { code, stdout, stderr } = await runCerts(["show", file], { clock });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines).toContain("subject  CN=collector-site");
    expect(lines).toContain("issuer   CN=signalbox site authority");
    expect(lines).toContain("kind     client, key ec prime256v1");
    expect(lines).toContain("valid    2026-03-01T11:55:00Z to 2027-03-01T12:00:00Z, 365 days left");
    expect(lines).toContain("names    email:ops@example.net");
    expect(lines).toContain(`urn      ${TOOL} (counts)`);
    expect(stdout).not.toContain("warning");
  });

  test("is shown as JSON with the same facts", async () => {
    const { stdout } = await runCerts(["show", await aClient(), "--json"], { clock });
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        subject: "CN=collector-site",
        usage: ["client"],
        authority: false,
        valid_to: "2027-03-01T12:00:00Z",
        days_left: 365,
        names: [`URI:${TOOL}`, expect.stringMatching(/^URI:urn:uuid:[0-9a-f-]{36}$/)],
        urns: [TOOL],
        original_urn: TOOL,
        warnings: [],
      }),
    ]);
  });

  test("is warned of when others may read the key in it, or the key is another one's", async () => {
    const file = await aClient();
    await chmod(file, 0o644);
    const open = await runCerts(["show", file, "--check"], { clock });
    expect(open.code).toBe(1);
    expect(open.stderr).toMatch(/holds a private key, and others than its owner can read it/);
    const { key } = await oddCertificate({});
    const cert = await readFile(file.replace(".pem", ".crt"), "utf8");
    const mixed = await runCerts(["show", await fileWith(cert + key)], { clock });
    expect(mixed.code).toBe(0);
    expect(mixed.stderr).toMatch(/private key that does not belong to its first certificate\n$/);
  });
});

describe("validity", () => {
  test.each([
    [335, ["expires soon: 29 days left"]],
    [334, []],
    [366, ["expired on 2027-03-01"]],
    [-1, ["not valid before 2026-03-01"]],
  ])("after %d days of 365 has the warnings %j", async (days, warnings) => {
    const file = await aClient();
    const then = new FakeClock({ wallMs: ODD_NOW_MS + days * DAY_MS + 1000 });
    const { code, stdout } = await runCerts(["show", file, "--json", "--check"], { clock: then });
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ warnings })]);
    expect(code).toBe(warnings.length === 0 ? 0 : 1);
  });

  test("expires soon when the operator says so", async () => {
    const argv = ["show", await aClient(), "--warn-days", "400"];
    const { code, stdout } = await runCerts(argv, { clock });
    expect(code).toBe(0);
    expect(stdout).toContain("warning  expires soon: 365 days left");
  });
});

describe("a certificate made elsewhere is warned of", () => {
  const names = [url(TOOL)];

  test("when it is an authority although it is somebody's", async () => {
    const warning = "marked as an authority (CA), although it is for a client or server";
    expect(await warningsOf({ names, isAuthority: true })).toEqual([warning]);
    expect(await warningsOf({ names, isAuthority: true, usage: "client" })).toEqual([warning]);
    const authority = [url("urn:publicid:IDN+ch.example.net+authority+ca")];
    expect(await warningsOf({ names: authority, isAuthority: true })).toEqual([]);
  });

  test("when it has several URNs, and it is told which counts for the original", async () => {
    const other = "urn:publicid:IDN+ch.example.net+user+operator";
    const { cert } = await oddCertificate({ names: [url(other), url(TOOL)], usage: "client" });
    const { stdout } = await runCerts(["show", await fileWith(cert)], { clock });
    expect(stdout).toContain(`urn      ${other} (counts)\n`);
    expect(stdout).toContain(`urn      ${TOOL} (counts for Signalbox, not for the original)\n`);
    expect(stdout).toContain("warning  2 URNs: the original datastore looks at the first alone\n");
  });

  test("when it is for clients without URN, or for servers without host", async () => {
    const mail = [{ type: "email" as const, value: "ops@example.net" }];
    expect(await warningsOf({ names: mail, usage: "client" })).toEqual([
      "for clients, but without URN: a datastore refuses it",
    ]);
    expect(await warningsOf({ names: mail, usage: "server" })).toEqual([
      "for servers, but without host name or address: clients refuse it",
    ]);
  });

  test("when its URN is malformed, or one name could pass for two", async () => {
    expect(await warningsOf({ names: [url("urn:publicid+IDN+ch.example.net+tool+c")] })).toEqual([
      "malformed URN urn:publicid+IDN+ch.example.net+tool+c",
    ]);
    const fooling = [url(`http://example.net/,URI:${TOOL}`)];
    expect(await warningsOf({ names: fooling, usage: "client" })).toEqual([
      "for clients, but without URN: a datastore refuses it",
      "a name holds a comma: the original datastore takes it for two",
    ]);
  });

  test("when its key is short", async () => {
    const algorithm = {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-384",
    };
    expect(await warningsOf({ names, algorithm })).toEqual([
      "RSA key of 1024 bits, 2048 is the least that is taken",
    ]);
  });
});

test("all certificates of a chain are shown, an empty line between them", async () => {
  const [one, two] = [await oddCertificate({}), await oddCertificate({ isAuthority: true })];
  const file = await fileWith(`text before\n${one.cert}between\n${two.cert}`);
  const { stdout } = await runCerts(["show", file], { clock });
  expect(stdout.split("\n\n")).toHaveLength(2);
  expect(stdout).toContain("kind     authority, key ec prime256v1");
});

test("what a certificate holds cannot steer the terminal", async () => {
  const { cert } = await oddCertificate({ names: [url("urn:x:\u001b[2J\u0007")] });
  const file = await fileWith(cert);
  const texts = [
    (await runCerts(["show", file], { clock })).stdout,
    (await runCerts(["show", file, "--json"], { clock })).stdout,
  ];
  for (const text of texts) {
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});

test.each([
  ["", "holds no certificate in PEM form"],
  ["-----END CERTIFICATE-----", "holds no certificate in PEM form"],
  [
    "-----BEGIN CERTIFICATE REQUEST-----",
    "holds no certificate in PEM form, but a request for one",
  ],
  ["-----BEGIN PRIVATE KEY-----", "holds no certificate in PEM form, but a private key"],
  ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "that cannot be read"],
  ["-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".repeat(101), "limit is 100"],
])("a file with %.30j is no certificate: one line, exit code 2", async (text, problem) => {
  const { code, stdout, stderr } = await runCerts(["show", await fileWith(text)], { clock });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^certs show: [^\n]+\n$/);
  expect(stderr).toContain(problem);
});

test("a file that does not exist is named", async () => {
  const { code, stderr } = await runCerts(["show", "no-such-file.pem"], { clock });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "certs show: no-such-file.pem does not exist\n",
  });
});
