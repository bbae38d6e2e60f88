import "reflect-metadata";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import * as x509 from "@peculiar/x509";
import { readProbeIdentity } from "../../src/external-checks/read-identity.js";
import { networkProbes } from "../../src/external-checks/url-probe.js";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;
/** Certificates have whole seconds. */
const NOW_MS = Math.floor(Date.parse(new Date().toISOString()) / 1000) * 1000;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A TLS server on loopback whose certificate, signed by itself, ends in so many days. */
async function aServer(daysLeft: number, options: object = {}) {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=server",
    notBefore: new Date(NOW_MS - 10 * DAY_MS),
    notAfter: new Date(NOW_MS + daysLeft * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  const cert = certificate.toString("pem");
  const own = { cert, key: x509.PemConverter.encode(key, "PRIVATE KEY") };
  server = createServer({ ...own, ...options }, (_, res) => res.end("fine"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { cert, port, url: new URL(`https://127.0.0.1:${port}/`) };
}

const never = new AbortController().signal;

describe("a URL with TLS", () => {
  test("is available when its certificate can be verified", async () => {
    const { cert, url } = await aServer(1);
    expect(await networkProbes({ ca: cert }).status(url, true, never)).toBe(200);
    await expect(networkProbes().status(url, true, never)).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
  });

  test("is not when it has ended, unless nobody minds", async () => {
    const { cert, url } = await aServer(-1);
    const probes = networkProbes({ ca: cert });
    await expect(probes.status(url, true, never)).rejects.toMatchObject({
      code: "CERT_HAS_EXPIRED",
    });
    expect(await probes.status(url, false, never)).toBe(200);
  });
});

describe("the end of a certificate", () => {
  test.each([30, -1])("is told whoever signed it, also when it is over: %d days", async (days) => {
    const { port } = await aServer(days);
    const endMs = await networkProbes().certificateEnd("127.0.0.1", port, never);
    expect(endMs).toBe(NOW_MS + days * DAY_MS);
  });
});

test("files of certificates are read once, and named when they cannot be", async () => {
  const directory = await mkdtemp(join(tmpdir(), "signalbox-"));
  try {
    const file = join(directory, "own.pem");
    await writeFile(file, "PEM");
    expect(await readProbeIdentity({ trust: "", certificate: "" })).toEqual({});
    expect(await readProbeIdentity({ trust: file, certificate: file })).toEqual({
      ca: "PEM",
      cert: "PEM",
      key: "PEM",
    });
    const gone = join(directory, "gone.pem");
    await expect(readProbeIdentity({ trust: gone, certificate: "" })).rejects.toMatchObject({
      code: "invalid_argument",
      message: `external_checks: cannot read ${gone}`,
    });
  } finally {
    await rm(directory, { recursive: true });
  }
});
