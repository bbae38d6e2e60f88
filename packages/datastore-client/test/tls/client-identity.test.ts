import "reflect-metadata";
import https from "node:https";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as x509 from "@peculiar/x509";
import { aClient, listen } from "../hostile-server.js";
import { aNode } from "../replies.js";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

interface Identity {
  readonly cert: string;
  readonly key: string;
}

async function anIdentity(name: string): Promise<Identity> {
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
  return { cert: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}

describe("the identity of a client", () => {
  let server: Identity;
  let client: Identity;
  beforeAll(async () => {
    [server, client] = await Promise.all([anIdentity("store"), anIdentity("collector")]);
  });

  const startStore = async (): Promise<string> => {
    const options = { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true };
    const answer = JSON.stringify(aNode("pc1"));
    return (
      await listen(
        https.createServer(options, (_request, response) => response.end(answer)),
        "https",
      )
    ).url;
  };

  test("may be one PEM with certificate and key, in any order", async () => {
    const url = await startStore();
    for (const pem of [client.cert + client.key, `${client.key}\n# note\n${client.cert}`]) {
      const answer = await aClient({ url, tls: { pem, ca: server.cert } }).info("node", "pc1");
      expect(answer.kind).toBe("object");
    }
  });

  test("may be two texts, and a store of its own making is taken when told so", async () => {
    const url = await startStore();
    const stranger = aClient({ url, tls: client });
    await expect(stranger.info("node", "pc1")).rejects.toMatchObject({ code: "upstream_failed" });
    const trusting = aClient({ url, tls: { ...client, verifyServer: false } });
    expect((await trusting.info("node", "pc1")).kind).toBe("object");
  });

  test("is checked before anything is sent, and never quoted", () => {
    const other = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";
    const { cert, key } = client;
    const bad = [
      { pem: cert },
      { pem: key },
      { pem: "" },
      { pem: cert + other },
      { pem: cert + key, key },
      { cert },
      { key },
      { cert, key: server.key },
      { ca: "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----" },
    ];
    for (const tls of bad) {
      const create = (): unknown => aClient({ url: "https://store.example.net", tls });
      expect(create).toThrow(expect.objectContaining({ code: "invalid_argument" }));
      expect(create).not.toThrow(/c2VjcmV0|BEGIN/);
    }
  });

  test.each(["ftp://x", "nonsense", "https://u:p@x.example.net", "https://x.example.net/?q=1"])(
    "%s is no URL of a store",
    (url) => {
      expect(() => aClient({ url })).toThrow(expect.objectContaining({ code: "invalid_argument" }));
    },
  );
});
