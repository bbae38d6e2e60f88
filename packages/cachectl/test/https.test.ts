import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { webcrypto } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  cacheManagerSchema,
  startCacheManager,
  type RunningCacheManager,
} from "@signalbox/cache-manager";
import { loadConfig } from "@signalbox/config";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { dispatch } from "../src/index.js";
import { aShell } from "./test-shell.js";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

let folder: string;
let server: RunningCacheManager;

/** A self-signed certificate for 127.0.0.1, its own authority, and its key, as files. */
async function writeIdentity(cert: string, key: string): Promise<void> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=127.0.0.1",
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }]),
    ],
  });
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  await writeFile(cert, certificate.toString("pem"));
  await writeFile(key, x509.PemConverter.encode(der, "PRIVATE KEY"));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cachectl-"));
  await writeIdentity(join(folder, "cert.pem"), join(folder, "key.pem"));
  const { value: config } = await loadConfig({
    schema: cacheManagerSchema,
    service: "cache-manager",
    sets: [
      "http_server.port=0",
      "https_server.host=127.0.0.1",
      "https_server.port=0",
      `https_server.server_cert=${join(folder, "cert.pem")}`,
      `https_server.server_key=${join(folder, "key.pem")}`,
    ],
  });
  server = await startCacheManager({ config, log: new MemoryLogger() });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function call(trusts: boolean, ...argv: string[]) {
  const url = server.urls.find((one) => one.startsWith("https:")) ?? "";
  const [command = "", ...rest] = argv;
  const trust = trusts ? ["--ca", join(folder, "cert.pem")] : [];
  const shell = aShell();
  const code = await dispatch([command, "--url", url, ...trust, ...rest], shell);
  return { code, out: shell.outText(), err: shell.errText() };
}

test("every kind of client talks to an https server whose authority it is given", async () => {
  expect((await call(true, "set", "k", "v")).code).toBe(0);
  expect((await call(true, "get", "k")).out).toBe("v\n");
  expect((await call(true, "keys", "--json")).out).toContain('"key":"k"');
  expect((await call(true, "check")).out).toMatch(/^CACHE OK/);
  const run = ["run", "--", "/bin/sh", "-c", "echo $$"];
  const first = await call(true, ...run);
  expect(await call(true, ...run)).toEqual(first);
});

test("a server with an unknown authority is not talked to; run goes on without it", async () => {
  expect((await call(false, "get", "k")).code).toBe(1);
  expect((await call(false, "status")).code).toBe(1);
  expect((await call(false, "check")).code).toBe(2);
  const run = await call(false, "run", "--", "/bin/echo", "fine");
  expect(run).toMatchObject({ code: 0, out: "fine\n" });
  expect(run.err.trimEnd().split("\n")).toHaveLength(1);
});
