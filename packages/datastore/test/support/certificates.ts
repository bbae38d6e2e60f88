import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsageExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type Extension,
  type GeneralName,
  type X509Certificate,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

cryptoProvider.set(webcrypto as never);

type Keys = webcrypto.CryptoKeyPair;

/** PEM of a certificate, with its chain, and of its key. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Kind and text of one entry of the subject alternative name. */
export type Name = readonly [kind: "url" | "dns" | "email", text: string];

export interface LeafOptions {
  readonly commonName?: string;
  readonly names?: readonly Name[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly usages?: readonly string[];
  readonly isAuthority?: boolean;
  /** Authorities to be sent with it; default: those between this one and the root. */
  readonly chain?: readonly TestCa[];
}

export const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
export const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** A certificate authority made for one test. */
export class TestCa {
  static #serial = 1;

  private constructor(
    readonly keys: Keys,
    readonly certificate: X509Certificate,
    /** From this one up, without the root. */
    readonly chain: readonly TestCa[],
  ) {}

  static async create(name = "test authority"): Promise<TestCa> {
    const keys = await generateKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: TestCa.#nextSerial(),
      name: `CN=${name}`,
      ...validity({}),
      signingAlgorithm: ALGORITHM,
      keys: keys as never,
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestCa(keys, certificate, []);
  }

  get pem(): string {
    return `${this.certificate.toString("pem")}\n`;
  }

  /** An authority that this one vouches for. */
  async authority(name: string): Promise<TestCa> {
    const keys = await generateKeys();
    const certificate = await this.#sign(keys, `CN=${name}`, {}, [
      new BasicConstraintsExtension(true, undefined, true),
    ]);
    const above = new TestCa(keys, certificate, []);
    return new TestCa(keys, certificate, [above, ...this.chain]);
  }

  /** A certificate of a client whose name is a URN. */
  client(urn: string, more: LeafOptions = {}): Promise<Identity> {
    return this.issue({ names: [["url", urn]], ...more });
  }

  async issue(options: LeafOptions = {}): Promise<Identity> {
    const { names = [], usages, isAuthority = false, chain = this.chain } = options;
    const keys = await generateKeys();
    const general = names.map(([type, value]) => ({ type, value }) as unknown as GeneralName);
    const extensions: Extension[] = [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      ...(general.length > 0 ? [new SubjectAlternativeNameExtension(general)] : []),
      ...(usages ? [new ExtendedKeyUsageExtension([...usages])] : []),
    ];
    const subject = `CN=${options.commonName ?? "leaf"}`;
    const certificate = await this.#sign(keys, subject, options, extensions);
    const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    const cert = [certificate, ...chain.map((one) => one.certificate)];
    return {
      cert: cert.map((one) => `${one.toString("pem")}\n`).join(""),
      key: PemConverter.encode(pkcs8, "PRIVATE KEY"),
    };
  }

  #sign(
    keys: Keys,
    subject: string,
    dates: Pick<LeafOptions, "notBefore" | "notAfter">,
    extensions: Extension[],
  ): Promise<X509Certificate> {
    return X509CertificateGenerator.create({
      serialNumber: TestCa.#nextSerial(),
      subject,
      issuer: this.certificate.subject,
      ...validity(dates),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey as never,
      signingKey: this.keys.privateKey as never,
      extensions,
    });
  }

  static #nextSerial(): string {
    return (TestCa.#serial++).toString(16).padStart(8, "0");
  }
}

function validity({ notBefore, notAfter }: Pick<LeafOptions, "notBefore" | "notAfter">) {
  return {
    notBefore: notBefore ?? new Date(Date.now() - DAY_MS),
    notAfter: notAfter ?? new Date(Date.now() + DAY_MS),
  };
}

async function generateKeys(): Promise<Keys> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  return keys;
}
