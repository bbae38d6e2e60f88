import { UsageError } from "@signalbox/command-line";
import type { JsonGeneralName } from "../issue/x509.js";

const UUID_BYTES = 16;
/** Longest address there is. Source: RFC 5321, 4.5.3.1.3. */
const MAX_EMAIL_CHARS = 254;
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** Who a client certificate is for. */
export interface Identity extends IdentityWish {
  readonly urn: string;
}

/** Who a certificate is asked for; what is missing is up to who signs. */
export interface IdentityWish {
  readonly urn: string | undefined;
  readonly email: string | undefined;
}

/** Subject alternative names of a client: e-mail, URN, UUID. Source: reference datastore-polling 5.2. */
export function identityNames({ urn, email }: Identity, uuid: string): JsonGeneralName[] {
  return [...requestedNames({ urn, email }), { type: "url", value: `urn:uuid:${uuid}` }];
}

/** What a certificate request asks for: an authority gives the UUID itself. */
export function requestedNames({ urn, email }: IdentityWish): JsonGeneralName[] {
  return [
    ...(email === undefined ? [] : [{ type: "email" as const, value: email }]),
    ...(urn === undefined ? [] : [{ type: "url" as const, value: urn }]),
  ];
}

/** @throws UsageError for what is no e-mail address of ASCII characters */
export function checkedEmail(email: string | undefined): string | undefined {
  if (email === undefined || (email.length <= MAX_EMAIL_CHARS && EMAIL.test(email))) return email;
  throw new UsageError(`--email ${email} is not an e-mail address`);
}

/** A random UUID (version 4). Source: RFC 9562, 5.4. */
export function randomUuid(random: (bytes: number) => Uint8Array): string {
  const bytes = Uint8Array.from(random(UUID_BYTES));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
