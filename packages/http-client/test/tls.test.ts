import "reflect-metadata";
import https from "node:https";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as x509 from "@peculiar/x509";
import { aClient, listen } from "./loopback.js";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** One self-signed certificate for loopback, trusted by naming it as the authority. */
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

describe("TLS", () => {
  let server: Identity;
  let client: Identity;
  beforeAll(async () => {
    [server, client] = await Promise.all([anIdentity("server"), anIdentity("client")]);
  });

  const startServer = async (): Promise<string> => {
    const options = { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true };
    const { url } = await listen(
      https.createServer(options, (_request, response) => response.end("secret")),
      "https",
    );
    return url;
  };

  test("both sides show a certificate and the request passes", async () => {
    const baseUrl = await startServer();
    const tls = { ca: server.cert, cert: client.cert, key: client.key };
    expect((await aClient({ baseUrl, tls }).request({ path: "/" })).text()).toBe("secret");
  });

  test("a server nobody vouches for is not talked to", async () => {
    const baseUrl = await startServer();
    const tls = { cert: client.cert, key: client.key };
    await expect(aClient({ baseUrl, tls }).request({ path: "/" })).rejects.toMatchObject({
      code: "upstream_failed",
      message: `GET ${baseUrl}/: DEPTH_ZERO_SELF_SIGNED_CERT`,
    });
  });

  test("a server nobody vouches for is talked to when told so, and is shown the certificate", async () => {
    const baseUrl = await startServer();
    const tls = { cert: client.cert, key: client.key, verifyServer: false };
    expect((await aClient({ baseUrl, tls }).request({ path: "/" })).text()).toBe("secret");
  });

  test("a client without a certificate is turned away", async () => {
    const baseUrl = await startServer();
    const asked = aClient({ baseUrl, tls: { ca: [server.cert] } }).request({ path: "/" });
    await expect(asked).rejects.toMatchObject({ code: "upstream_failed" });
  });
});
