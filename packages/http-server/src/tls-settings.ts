import { constants, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { AppError } from "@signalbox/errors";

/** Where a TLS server finds its identity, and whom it trusts. Files are PEM. */
export interface TlsSettings {
  readonly certFile: string;
  readonly keyFile: string;
  /** Signers of client certificates; required unless `clientCertificate` is "none". */
  readonly caFile?: string;
  /** "optional" still refuses a certificate that does not verify. */
  readonly clientCertificate: "none" | "optional" | "required";
  /** Most authorities between a client's certificate and one that is trusted; default: any number. */
  readonly maxChainDepth?: number;
  /** Default TLSv1.2. */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3";
  /** How often the files are looked at for changes, in milliseconds. Default 5000; 0 never. */
  readonly watchMs?: number;
}

/** What was read from the files: ready for a server, and comparable. */
export interface TlsMaterial {
  readonly context: SecureContextOptions;
  /** Text of the CA file, empty without one. */
  readonly ca: string;
  /** The certificates in it. */
  readonly trusted: readonly X509Certificate[];
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads the files and checks that certificate and key belong together.
 *
 * @throws AppError `invalid_argument` when a file is missing, unreadable or wrong
 */
export async function readTlsMaterial(settings: TlsSettings): Promise<TlsMaterial> {
  if (settings.clientCertificate !== "none" && settings.caFile === undefined) {
    // Without this Node would fall back to the public authorities and trust anyone's certificate.
    throw new AppError("invalid_argument", "tls client certificates need a caFile");
  }
  // One after the other, so that of several missing files the same one is named every time.
  const cert = await readPem("certFile", settings.certFile);
  const key = await readPem("keyFile", settings.keyFile);
  const ca = settings.caFile === undefined ? "" : await readPem("caFile", settings.caFile);
  const trusted = settings.caFile === undefined ? [] : certificatesIn(settings.caFile, ca);
  const context: SecureContextOptions = {
    cert,
    key,
    ...(ca === "" ? {} : { ca }),
    minVersion: settings.minVersion ?? "TLSv1.2",
    // No resumption: a resumed session skips the check of the client's certificate against today's CA.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  checkUsable(context, settings);
  return { context, ca, trusted };
}

async function readPem(field: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new AppError("invalid_argument", `tls ${field} ${file} cannot be read`, { cause: error });
  }
}

function certificatesIn(file: string, pem: string): X509Certificate[] {
  const texts = pem.match(PEM) ?? [];
  if (texts.length === 0) {
    throw new AppError("invalid_argument", `tls caFile ${file} holds no certificate`);
  }
  try {
    return texts.map((text) => new X509Certificate(text));
  } catch (error) {
    const message = `tls caFile ${file} holds a certificate that cannot be read`;
    throw new AppError("invalid_argument", message, { cause: error });
  }
}

function checkUsable(context: SecureContextOptions, settings: TlsSettings): void {
  try {
    createSecureContext(context);
  } catch (error) {
    const message = `tls files ${settings.certFile} and ${settings.keyFile} do not form a valid identity`;
    throw new AppError("invalid_argument", message, { cause: error });
  }
}
