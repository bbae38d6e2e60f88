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
import { atEnd } from "./a-server.js";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

cryptoProvider.set(webcrypto as never);

type Keys = webcrypto.CryptoKeyPair;

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface LeafOptions {
  readonly name?: string;
  readonly uris?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A certificate authority made for one test. */
export class TestCa {
  #serial = 2;

  private constructor(
    readonly keys: Keys,
    readonly certificate: X509Certificate,
  ) {}

  static async create(name = "test authority"): Promise<TestCa> {
    const keys = await generateKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: "01",
      name: `CN=${name}`,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
      signingAlgorithm: ALGORITHM,
      keys: keys as never,
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestCa(keys, certificate);
  }

  /** One that this one vouches for. */
  async authority(name: string): Promise<TestCa> {
    const keys = await generateKeys();
    const certificate = await X509CertificateGenerator.create({
      serialNumber: `0${this.#serial++}`,
      subject: `CN=${name}`,
      issuer: this.certificate.subject,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey as never,
      signingKey: this.keys.privateKey as never,
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestCa(keys, certificate);
  }

  get pem(): string {
    return this.certificate.toString("pem");
  }

  async issue(options: LeafOptions = {}): Promise<Identity> {
    const keys = await generateKeys();
    const names: GeneralName[] = [
      ...(options.uris ?? []).map((value) => ({ type: "url" as const, value })),
      ...(options.dnsNames ?? ["localhost"]).map((value) => ({ type: "dns" as const, value })),
    ].map((name) => name as unknown as GeneralName);
    const certificate = await X509CertificateGenerator.create({
      serialNumber: `0${this.#serial++}`,
      subject: `CN=${options.name ?? "leaf"}`,
      issuer: this.certificate.subject,
      notBefore: options.notBefore ?? new Date(Date.now() - DAY_MS),
      notAfter: options.notAfter ?? new Date(Date.now() + DAY_MS),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey as never,
      signingKey: this.keys.privateKey as never,
      extensions: [new SubjectAlternativeNameExtension(names)],
    });
    const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    return { cert: certificate.toString("pem"), key: PemConverter.encode(pkcs8, "PRIVATE KEY") };
  }
}

async function generateKeys(): Promise<Keys> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  return keys;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
  write(identity: Identity, ca: string): Promise<void>;
}

/** A directory with a server's TLS files, removed after the test. */
export async function tlsFiles(): Promise<TlsFiles> {
  const directory = await mkdtemp(join(tmpdir(), "http-server-"));
  atEnd(() => rm(directory, { recursive: true }));
  const [certFile, keyFile, caFile] = ["cert.pem", "key.pem", "ca.pem"].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  const write = async (identity: Identity, ca: string): Promise<void> => {
    await writeFile(certFile, identity.cert);
    await writeFile(keyFile, identity.key);
    await writeFile(caFile, ca);
  };
  return { certFile, keyFile, caFile, write };
}
