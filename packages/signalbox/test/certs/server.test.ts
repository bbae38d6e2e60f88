import { X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { certs, runCerts } from "./support/run-certs.js";
import { ODD_NOW_MS, oddCertificate } from "./support/odd-certificate.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const clock = new FakeClock({ wallMs: ODD_NOW_MS });

async function aFolder(): Promise<string> {
  const dir = await scratchDirectory();
  await certs(clock, "ca", "--dir", dir);
  return dir;
}

test("a server's certificate carries its names and addresses and is for servers alone", async () => {
  const dir = await aFolder();
  const names = ["--host", "store.example.net", "--ip", "192.0.2.7", "--ip", "2001:db8::7"];
  await certs(clock, "server", "--dir", dir, ...names);
  const text = await readFile(join(dir, "server-store.example.net.crt"));
  const certificate = new X509Certificate(text);
  expect(certificate.subjectAltName).toBe(
    "DNS:store.example.net, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7",
  );
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(certificate.subject).toBe("CN=store.example.net");
});

test("an address alone names the files too", async () => {
  const dir = await aFolder();
  const { stdout } = await certs(clock, "server", "--dir", dir, "--ip", "::1");
  expect(stdout).toContain(`${join(dir, "server-__1.crt")}  certificate, valid until 2027-03-01`);
});

test("an authority made elsewhere signs with its own curve, hash and key identifier", async () => {
  const dir = await scratchDirectory();
  const algorithm = { name: "ECDSA", namedCurve: "P-384" };
  const { cert, key } = await oddCertificate({ isAuthority: true, algorithm });
  await writeFile(join(dir, "ca.crt"), cert);
  await writeFile(join(dir, "ca.key"), key, { mode: 0o600 });
  await certs(clock, "server", "--dir", dir, "--host", "h", "--out", "h");
  const ca = new X509Certificate(cert);
  const certificate = new X509Certificate(await readFile(join(dir, "h.crt")));
  expect(certificate.checkIssued(ca)).toBe(true);
  expect(certificate.verify(ca.publicKey)).toBe(true);
  expect(certificate.issuer).toBe("CN=odd one\nO=Example");
});

test.each([
  [[], "--host or --ip is missing"],
  [["--host", "192.0.2.7"], "--host 192.0.2.7 is an address; use --ip"],
  [["--host", "a b"], "--host a b is not a host name"],
  [["--host", "-a.example.net"], "--host -a.example.net is not a host name"],
  [["--host", "a.*.example.net"], "--host a.*.example.net is not a host name"],
  [["--host", "été.example.net"], "--host été.example.net is not a host name"],
  [["--host", `${"a.".repeat(130)}net`], "--host a.a."],
  [["--ip", "store"], "--ip store is not an IP address"],
  [["--ip", "fe80::1%eth0"], "--ip fe80::1%eth0 is not an IP address"],
  [Array.from({ length: 101 }, (_, at) => `--host=h${at}`), "101 names, limit is 100"],
])("wrong usage %.40j is told in one line, exit code 2", async (argv, problem) => {
  const dir = await aFolder();
  const { code, stderr } = await runCerts(["server", "--dir", dir, ...argv], { clock });
  expect(code).toBe(2);
  expect(stderr.startsWith(`certs server: ${problem}`)).toBe(true);
});
