import { UsageError } from "@signalbox/command-line";

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";
const MAX_CERTIFICATES = 100;

/**
 * The certificates of a PEM text, each as PEM, in their order. What else is in it is passed over.
 *
 * @throws UsageError when there is none, or more than 100
 */
export function pemCertificates(text: string, path: string): string[] {
  const found = text.split(END).slice(0, -1).flatMap(lastBegun);
  if (found.length > MAX_CERTIFICATES) {
    throw new UsageError(
      `${path} holds ${found.length} certificates, limit is ${MAX_CERTIFICATES}`,
    );
  }
  if (found.length > 0) return found;
  throw new UsageError(`${path} holds no certificate in PEM form${insteadOf(text)}`);
}

function lastBegun(upToEnd: string): string[] {
  const at = upToEnd.lastIndexOf(BEGIN);
  return at < 0 ? [] : [`${upToEnd.slice(at)}${END}\n`];
}

function insteadOf(text: string): string {
  if (text.includes("CERTIFICATE REQUEST-----")) return ", but a request for one";
  return text.includes("PRIVATE KEY-----") ? ", but a private key" : "";
}
