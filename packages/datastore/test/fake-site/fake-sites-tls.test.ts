import "reflect-metadata";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as x509 from "@peculiar/x509";
import { runTool } from "../cli/run-tool.js";
import { runningSites } from "./a-fake-site.js";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

/** Certificate, for loopback and signed by itself, and key in one PEM. */
async function aPem(name: string): Promise<string> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return `${certificate.toString("pem")}\n${x509.PemConverter.encode(key, "PRIVATE KEY")}\n`;
}

describe("a fake site with mutual TLS", () => {
  let folder = "";
  const file = (name: string): string => join(folder, `${name}.pem`);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fake-site-"));
    for (const name of ["store", "caller", "stranger"])
      await writeFile(file(name), await aPem(name));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const start = () =>
    runningSites([{ nodes: 2 }], {
      tls: {
        certFile: file("store"),
        keyFile: file("store"),
        caFile: file("caller"),
        clientCertificate: "required",
      },
    });

  test("is crawled by whom it admits, and by nobody else", async () => {
    const { aggregateUrl = "" } = (await start()).sites[0] ?? {};
    expect(aggregateUrl).toMatch(/^https:/);
    const known = await runTool(
      "crawl",
      aggregateUrl,
      "--cert",
      file("caller"),
      "--ca",
      file("store"),
    );
    expect(known).toMatchObject({ code: 0, stderr: "" });
    const stranger = await runTool(
      "crawl",
      aggregateUrl,
      "--cert",
      file("stranger"),
      "--ca",
      file("store"),
    );
    expect(stranger).toMatchObject({ code: 1, stdout: "" });
  });

  test("is not believed by a caller that does not know its authority, unless told to", async () => {
    const { aggregateUrl = "" } = (await start()).sites[0] ?? {};
    const wary = await runTool("get", aggregateUrl, "--cert", file("caller"));
    expect(wary).toMatchObject({ code: 1, stderr: expect.stringContaining("SELF_SIGNED") });
    expect(await runTool("get", aggregateUrl, "--cert", file("caller"), "-k")).toMatchObject({
      code: 0,
    });
  });
});
