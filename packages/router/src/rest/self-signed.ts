import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type JsonGeneralName,
} from "@peculiar/x509";
import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const HOUR_MS = 3_600_000;
/** Ten years: it is never checked against an authority, and nobody renews it. */
const VALID_MS = 10 * 365 * 24 * HOUR_MS;
const OWNER_ONLY = 0o600;

export interface SelfSignedOptions {
  readonly certFile: string;
  readonly keyFile: string;
  /** This machine's name, put beside `localhost` and the loopback addresses. */
  readonly hostname: string;
  readonly clock: Clock;
}

/**
 * Makes a certificate and key of our own when there are none, as the original's REST API has; clients skip verification or pin it.
 * Source: reference cdn-router 7.6.
 *
 * @returns whether a new one was made
 * @throws AppError `invalid_argument` when the files cannot be written
 */
export async function makeSelfSigned(options: SelfSignedOptions): Promise<boolean> {
  const { certFile, keyFile } = options;
  if ((await exists(certFile)) && (await exists(keyFile))) return false;
  try {
    const { cert, key } = await generate(options);
    for (const file of [certFile, keyFile]) await mkdir(dirname(file), { recursive: true });
    await replaceFile(keyFile, key);
    await replaceFile(certFile, cert);
    return true;
  } catch (error) {
    const message = `a certificate cannot be made as ${certFile}`;
    throw new AppError("invalid_argument", message, { cause: error });
  }
}

async function generate({
  hostname,
  clock,
}: SelfSignedOptions): Promise<{ cert: string; key: string }> {
  // Two typings of the same WebCrypto: Node's and the DOM's.
  cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const nowMs = clock.wallMs();
  const names: JsonGeneralName[] = [
    { type: "dns", value: "localhost" },
    { type: "ip", value: "127.0.0.1" },
    { type: "ip", value: "::1" },
  ];
  if (/^[A-Za-z0-9.-]+$/.test(hostname) && hostname !== "localhost") {
    names.push({ type: "dns", value: hostname });
  }
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString("hex"),
    name: "CN=signalbox router",
    notBefore: new Date(nowMs - HOUR_MS),
    notAfter: new Date(nowMs + VALID_MS),
    signingAlgorithm: ALGORITHM,
    keys: keys as never,
    extensions: [new SubjectAlternativeNameExtension(names)],
  });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: PemConverter.encode(pkcs8, "PRIVATE KEY") };
}

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, `${text}\n`, { mode: OWNER_ONLY });
  await rename(`${path}.new`, path);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
