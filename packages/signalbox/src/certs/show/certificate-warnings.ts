import { dayOf, daysLeft } from "../issue/validity.js";
import type { AltName, CertificateFacts } from "./certificate-facts.js";

/** When it is, and what is soon. */
export interface WarningOptions {
  readonly nowMs: number;
  readonly soonDays: number;
}

const MIN_RSA_BITS = 2048;
/** As the original datastore looks for it. Source: reference datastore-polling 5.1, step 5. */
const URN_START = "urn:publicid:IDN";
const URN = /^urn:publicid:IDN\+[^+]+\+[^+]+\+.+$/;
const CLIENT_URN = /^urn:publicid:IDN\+[^+]+\+(?:tool|user)\+/;

/** The URNs of a certificate in their order; the original datastore looks at the first alone, ours at all. */
export const urnsOf = ({ names }: CertificateFacts): readonly string[] =>
  uris(names).filter((uri) => uri.startsWith(URN_START));

/** What an operator should know, one sentence each. */
export function certificateWarnings(
  facts: CertificateFacts,
  options: WarningOptions,
): readonly string[] {
  return [...dateWarnings(facts, options), ...shapeWarnings(facts), ...urnWarnings(facts)];
}

function dateWarnings(
  { fromMs, toMs }: CertificateFacts,
  { nowMs, soonDays }: WarningOptions,
): readonly string[] {
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return ["its dates cannot be read"];
  if (nowMs > toMs) return [`expired on ${dayOf(toMs)}`];
  if (nowMs < fromMs) return [`not valid before ${dayOf(fromMs)}`];
  const left = daysLeft(toMs, nowMs);
  return left < soonDays ? [`expires soon: ${left} days left`] : [];
}

function shapeWarnings(facts: CertificateFacts): readonly string[] {
  const { isAuthority, isForServers, rsaBits } = facts;
  const warnings: string[] = [];
  if (isAuthority && isLeaf(facts)) {
    warnings.push("marked as an authority (CA), although it is for a client or server");
  }
  if (isForServers && facts.names?.every(({ kind }) => kind !== "DNS" && kind !== "IP")) {
    warnings.push("for servers, but without host name or address: clients refuse it");
  }
  if (rsaBits !== undefined && rsaBits < MIN_RSA_BITS) {
    warnings.push(`RSA key of ${rsaBits} bits, ${MIN_RSA_BITS} is the least that is taken`);
  }
  return warnings;
}

function isLeaf(facts: CertificateFacts): boolean {
  if (facts.isForClients || facts.isForServers) return true;
  return urnsOf(facts).some((urn) => CLIENT_URN.test(urn));
}

function urnWarnings(facts: CertificateFacts): readonly string[] {
  if (facts.names === undefined) return ["its names cannot be read: a datastore refuses it"];
  const urns = urnsOf(facts);
  const warnings: string[] = [];
  if (facts.isForClients && urns.length === 0) {
    warnings.push("for clients, but without URN: a datastore refuses it");
  }
  if (urns.length > 1) {
    warnings.push(`${urns.length} URNs: the original datastore looks at the first alone`);
  }
  for (const urn of urns) if (!URN.test(urn)) warnings.push(`malformed URN ${urn}`);
  if (facts.names.some(({ value }) => value.includes(","))) {
    warnings.push("a name holds a comma: the original datastore takes it for two");
  }
  return warnings;
}

const uris = (names: readonly AltName[] | undefined): readonly string[] =>
  (names ?? []).filter(({ kind }) => kind === "URI").map(({ value }) => value);
