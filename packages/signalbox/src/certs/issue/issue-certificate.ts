import { webcrypto } from "node:crypto";
import { makeKeyPair, privateKeyPem, type KeyKind } from "./key-pair.js";
import { serialNumber } from "./serial-number.js";
import type { Validity } from "./validity.js";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type Extension,
  type JsonGeneralName,
  type X509Certificate,
} from "./x509.js";

/** A certificate and its private key, both PEM with a line end. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** What is asked of every certificate. */
export interface Order {
  /** Subject. Not used by anybody to decide: source reference datastore-polling 5.2. */
  readonly commonName: string;
  readonly keyKind: KeyKind;
  readonly validity: Validity;
  readonly random: (bytes: number) => Uint8Array;
}

/** A certificate for one server or one client. */
export interface LeafOrder extends Order {
  readonly usage: "server" | "client";
  /** Subject alternative names, in their order. */
  readonly names: readonly JsonGeneralName[];
}

/** Who signs. */
export interface Signer {
  readonly certificate: X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
  readonly hash: string;
}

/** An authority of one's own: it may sign end certificates and nothing else. */
export async function issueAuthority(order: Order): Promise<Issued> {
  const keys = await makeKeyPair(order.keyKind);
  const name = nameOf(order.commonName);
  const certificate = await X509CertificateGenerator.create(
    {
      ...frame(order),
      subject: name,
      issuer: name,
      publicKey: keys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: { name: keys.privateKey.algorithm.name, hash: "SHA-256" },
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return issued(certificate, keys);
}

/** A certificate for a server or a client, signed by `signer`. */
export async function issueLeaf(signer: Signer, order: LeafOrder): Promise<Issued> {
  const keys = await makeKeyPair(order.keyKind);
  const certificate = await X509CertificateGenerator.create(
    {
      ...frame(order),
      subject: nameOf(order.commonName),
      issuer: signer.certificate.subjectName,
      publicKey: keys.publicKey,
      signingKey: signer.privateKey,
      signingAlgorithm: { name: signer.privateKey.algorithm.name, hash: signer.hash },
      extensions: await leafExtensions(signer, order, keys),
    },
    webcrypto,
  );
  return issued(certificate, keys);
}

/** A subject with a common name and nothing else; whatever the text holds, it stays one value. */
export const nameOf = (commonName: string): Name =>
  new Name([{ CN: [{ utf8String: commonName }] }]);

const frame = ({ validity, random }: Order) => ({
  serialNumber: serialNumber(random),
  notBefore: new Date(validity.fromMs),
  notAfter: new Date(validity.toMs),
});

async function leafExtensions(
  signer: Signer,
  { usage, keyKind, names }: LeafOrder,
  keys: webcrypto.CryptoKeyPair,
): Promise<Extension[]> {
  const { serverAuth, clientAuth } = ExtendedKeyUsage;
  // Servers with an RSA key may still be asked for the old key exchange of TLS 1.2.
  const { digitalSignature, keyEncipherment } = KeyUsageFlags;
  // The type of an `|` is number: the library has no other way to say "both".
  const both = (digitalSignature | keyEncipherment) as KeyUsageFlags;
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(keyKind === "rsa" ? both : digitalSignature, true),
    new ExtendedKeyUsageExtension([usage === "server" ? serverAuth : clientAuth]),
    await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
    await signerIdentifier(signer),
    new SubjectAlternativeNameExtension([...names]),
  ];
}

/** The identifier the signer's certificate carries; an authority made elsewhere may have computed it in another way. */
async function signerIdentifier({ certificate }: Signer): Promise<Extension> {
  const own = certificate.getExtension(SubjectKeyIdentifierExtension);
  if (own) return new AuthorityKeyIdentifierExtension(own.keyId);
  return AuthorityKeyIdentifierExtension.create(certificate.publicKey, false, webcrypto);
}

async function issued(
  certificate: X509Certificate,
  keys: webcrypto.CryptoKeyPair,
): Promise<Issued> {
  return { certificate: `${certificate.toString("pem")}\n`, key: await privateKeyPem(keys) };
}
