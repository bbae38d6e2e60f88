import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createPrivateKey, createPublicKey, webcrypto } from "node:crypto";
import "reflect-metadata";
import { expect, test } from "@jest/globals";
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from "@peculiar/x509";
import { systemClock } from "@signalbox/clock";
import { certs, runCerts } from "./support/run-certs.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const NAME = ["--name", "collector-site"];

async function requestIn(dir: string): Promise<Pkcs10CertificateRequest> {
  const pem = await readFile(join(dir, "request-collector-site.csr"), "utf8");
  return new Pkcs10CertificateRequest(pem);
}

function namesOf(request: Pkcs10CertificateRequest): readonly string[] {
  const extensions = request.extensions.filter(
    (extension) => extension instanceof SubjectAlternativeNameExtension,
  );
  return extensions.flatMap(({ names }) => names.items.map(({ value }) => value));
}

test.each([
  [[], "rsa"],
  [["--ec"], "ec"],
])("with %j a request signed by its %s key is made, the key for its owner", async (more, kind) => {
  const dir = await scratchDirectory();
  await certs(systemClock, "csr", "--dir", dir, ...NAME, ...more);
  const request = await requestIn(dir);
  expect(await request.verify(webcrypto)).toBe(true);
  expect(request.subject).toBe("CN=collector-site");
  const file = join(dir, "request-collector-site.key");
  const key = createPrivateKey(await readFile(file));
  expect(key.asymmetricKeyType).toBe(kind);
  const own = createPublicKey(key).export({ type: "spki", format: "der" });
  expect(Buffer.from(request.publicKey.rawData).equals(own)).toBe(true);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("a request asks for e-mail and URN when they are given, for nothing otherwise", async () => {
  const dir = await scratchDirectory();
  const more = ["--ec", "--authority", "ch.example.net", "--email", "ops@example.net"];
  await certs(systemClock, "csr", "--dir", dir, ...NAME, ...more);
  expect(namesOf(await requestIn(dir))).toEqual([
    "ops@example.net",
    "urn:publicid:IDN+ch.example.net+tool+collector-site",
  ]);
  await certs(systemClock, "csr", "--dir", dir, ...NAME, "--ec", "--force");
  expect(namesOf(await requestIn(dir))).toEqual([]);
});

test("a request never overwrites the key of the one before", async () => {
  const dir = await scratchDirectory();
  await certs(systemClock, "csr", "--dir", dir, ...NAME, "--ec");
  const { code, stderr } = await runCerts(["csr", "--dir", dir, ...NAME, "--ec"]);
  expect(code).toBe(1);
  expect(stderr).toContain("request-collector-site.key exists already; --force replaces it");
});
