import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import { certs, runCerts } from "./support/run-certs.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";
import { startTlsServer, type Client } from "./support/tls-server.js";

cleanUpAfterEach();

const DAY_MS = 86_400_000;
const NAMES = ["--authority", "ch.example.net", "--name", "collector-site"];

/** An authority with a certificate for localhost, and with what follows `--dir` for each of them. */
async function aFolder({ ca = [], server = [] }: { ca?: string[]; server?: string[] } = {}) {
  const dir = await scratchDirectory();
  await certs(systemClock, "ca", "--dir", dir, ...ca);
  await certs(systemClock, "server", "--dir", dir, "--host", "localhost", ...server);
  return dir;
}

const pemOf = (dir: string, name: string): Promise<string> =>
  readFile(join(dir, `${name}.pem`), "utf8");

describe("a server and a client with certificates of one authority", () => {
  test.each([
    ["EC", []],
    ["RSA", ["--rsa"]],
  ])("talk to each other, all keys being %s", async (_kind, rsa) => {
    const dir = await aFolder({ ca: rsa, server: rsa });
    await certs(systemClock, "tool", "--dir", dir, ...NAMES, ...rsa);
    const server = await startTlsServer(dir);
    expect(await server.ask({ pem: await pemOf(dir, "tool-collector-site") })).toContain(
      "URI:urn:publicid:IDN+ch.example.net+tool+collector-site",
    );
  });

  test("talk to each other when an EC authority signs an RSA key", async () => {
    const dir = await aFolder();
    await certs(systemClock, "user", "--dir", dir, ...NAMES, "--rsa");
    const server = await startTlsServer(dir);
    const answer = server.ask({ pem: await pemOf(dir, "user-collector-site") });
    expect(await answer).toContain("+user+");
  });

  test("know the server by each of its names and addresses, and by no other", async () => {
    const more = ["--host", "*.example.net", "--ip", "127.0.0.1", "--ip", "::1"];
    const dir = await aFolder({ server: more });
    await certs(systemClock, "tool", "--dir", dir, ...NAMES);
    const pem = await pemOf(dir, "tool-collector-site");
    const server = await startTlsServer(dir);
    await expect(server.ask({ pem, host: "store.example.net" })).resolves.toContain("URI:");
    await expect(server.ask({ pem, host: "" })).resolves.toContain("URI:");
    await expect(server.ask({ pem, host: "store.example.org" })).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
  });
});

/** Why a server refuses a client: it must, and one that only says so must have this reason. */
async function refusal(dir: string, client: Client): Promise<string> {
  const server = await startTlsServer(dir);
  await expect(server.ask(client)).rejects.toMatchObject({ code: expect.any(String) });
  return (await startTlsServer(dir, { refuses: false })).ask(client);
}

describe("a server refuses", () => {
  test("a client without certificate", async () => {
    expect(await refusal(await aFolder(), {})).toBe("UNABLE_TO_GET_ISSUER_CERT");
  });

  test("a certificate that has expired, but not one of the same authority that has not", async () => {
    const past = new FakeClock({ wallMs: systemClock.wallMs() - 40 * DAY_MS });
    const dir = await scratchDirectory();
    await certs(past, "ca", "--dir", dir);
    await certs(past, "server", "--dir", dir, "--host", "localhost");
    await certs(past, "tool", "--dir", dir, ...NAMES, "--days", "39", "--out", "expired");
    await certs(past, "tool", "--dir", dir, ...NAMES, "--days", "41", "--out", "current");
    const server = await startTlsServer(dir);
    expect(await server.ask({ pem: await pemOf(dir, "current") })).toContain("URI:");
    expect(await refusal(dir, { pem: await pemOf(dir, "expired") })).toBe("CERT_HAS_EXPIRED");
  });

  test("a certificate of another authority of the same name", async () => {
    const other = await aFolder();
    await certs(systemClock, "tool", "--dir", other, ...NAMES);
    const pem = await pemOf(other, "tool-collector-site");
    expect(await refusal(await aFolder(), { pem })).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  });

  test("a server's certificate in a client's place", async () => {
    const dir = await aFolder();
    const parts = ["server-localhost.crt", "server-localhost.key"].map((name) =>
      readFile(join(dir, name), "utf8"),
    );
    const pem = (await Promise.all(parts)).join("");
    expect(await refusal(dir, { pem })).toBe("INVALID_PURPOSE");
  });

  test("a certificate that a client signed: only the authority may", async () => {
    const dir = await aFolder();
    await certs(systemClock, "tool", "--dir", dir, ...NAMES);
    const client = await scratchDirectory();
    await copyFile(join(dir, "tool-collector-site.crt"), join(client, "ca.crt"));
    await copyFile(join(dir, "tool-collector-site.key"), join(client, "ca.key"));
    const { code, stderr } = await runCerts(["tool", "--dir", client, ...NAMES]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/ca\.crt is not the certificate of an authority\n$/);
  });
});

test("a client refuses a server of another authority", async () => {
  const dir = await aFolder();
  await certs(systemClock, "tool", "--dir", dir, ...NAMES);
  const ca = await readFile(join(await aFolder(), "ca.crt"), "utf8");
  const server = await startTlsServer(dir);
  const ask = server.ask({ pem: await pemOf(dir, "tool-collector-site"), ca });
  await expect(ask).rejects.toMatchObject({ code: "SELF_SIGNED_CERT_IN_CHAIN" });
});
