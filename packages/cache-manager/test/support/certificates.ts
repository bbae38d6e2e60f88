import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type GeneralName,
  type X509Certificate,
} from "@peculiar/x509";
import { atEnd } from "./a-manager.js";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

// The library's types are those of the browser; Node's implementation is the same thing.
cryptoProvider.set(webcrypto as never);

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority made for one test. */
export class TestCa {
  #serial = 2;

  private constructor(
    readonly keys: webcrypto.CryptoKeyPair,
    readonly certificate: X509Certificate,
  ) {}

  static async create(name = "test authority"): Promise<TestCa> {
    const keys = await generateKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: "01",
      name: `CN=${name}`,
      ...validity(),
      signingAlgorithm: ALGORITHM,
      keys: keys as never,
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestCa(keys, certificate);
  }

  get pem(): string {
    return this.certificate.toString("pem");
  }

  /** A certificate for `localhost`. */
  async issue(name = "leaf"): Promise<Identity> {
    const keys = await generateKeys();
    const localhost = { type: "dns", value: "localhost" } as unknown as GeneralName;
    const certificate = await X509CertificateGenerator.create({
      serialNumber: `0${this.#serial++}`,
      subject: `CN=${name}`,
      issuer: this.certificate.subject,
      ...validity(),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey as never,
      signingKey: this.keys.privateKey as never,
      extensions: [new SubjectAlternativeNameExtension([localhost])],
    });
    const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    return { cert: certificate.toString("pem"), key: PemConverter.encode(pkcs8, "PRIVATE KEY") };
  }
}

/** Files of a server's identity and its CA, removed after the test. */
export class TlsFiles {
  private constructor(readonly directory: string) {}

  static async create(identity: Identity, ca: string): Promise<TlsFiles> {
    const files = new TlsFiles(await mkdtemp(join(tmpdir(), "cache-manager-")));
    atEnd(() => rm(files.directory, { recursive: true }));
    await files.write(identity, ca);
    return files;
  }

  /** The settings that name them. */
  get sets(): string[] {
    return [
      `https_server.server_cert=${this.#path("cert.pem")}`,
      `https_server.server_key=${this.#path("key.pem")}`,
      `https_server.ca_cert=${this.#path("ca.pem")}`,
      "https_server.host=127.0.0.1",
    ];
  }

  async write(identity: Identity, ca: string): Promise<void> {
    await writeFile(this.#path("cert.pem"), identity.cert);
    await writeFile(this.#path("key.pem"), identity.key);
    await writeFile(this.#path("ca.pem"), ca);
  }

  #path(name: string): string {
    return join(this.directory, name);
  }
}

function validity(): { notBefore: Date; notAfter: Date } {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs - DAY_MS), notAfter: new Date(nowMs + DAY_MS) };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  return keys;
}
