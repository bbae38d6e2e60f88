import { parseUrn, readUrn } from "@signalbox/monitoring-model";
import { dayOf, daysLeft } from "../issue/validity.js";
import type { CertificateFacts } from "./certificate-facts.js";

/** When it is, and what is soon. */
export interface WarningOptions {
  readonly nowMs: number;
  readonly soonDays: number;
}

const MIN_RSA_BITS = 2048;
/** As the original datastore looks for it. Source: reference datastore-polling 5.1, step 5. */
const ORIGINAL_START = "urn:publicid:IDN";
const CLIENT_TYPES: readonly string[] = ["tool", "user"];

/** The one name the original datastore looks at: the first of its kind. Ours looks at all. */
export const originalUrn = (facts: CertificateFacts): string | undefined =>
  urisOf(facts).find((uri) => uri.startsWith(ORIGINAL_START));

/** What an operator should know, one sentence each. */
export function certificateWarnings(
  facts: CertificateFacts,
  options: WarningOptions,
): readonly string[] {
  return [...dateWarnings(facts, options), ...shapeWarnings(facts), ...nameWarnings(facts)];
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
  const { isAuthority, rsaBits } = facts;
  const warnings: string[] = [];
  if (isAuthority && isLeaf(facts)) {
    warnings.push("marked as an authority (CA), although it is for a client or server");
  }
  if (rsaBits !== undefined && rsaBits < MIN_RSA_BITS) {
    warnings.push(`RSA key of ${rsaBits} bits, ${MIN_RSA_BITS} is the least that is taken`);
  }
  return warnings;
}

function isLeaf({ isForClients, isForServers, urns }: CertificateFacts): boolean {
  if (isForClients || isForServers) return true;
  return urns.some((urn) => CLIENT_TYPES.includes(parseUrn(urn)?.type ?? ""));
}

function nameWarnings(facts: CertificateFacts): readonly string[] {
  const { names, urns, isForClients, isForServers } = facts;
  if (names === undefined) return ["its names cannot be read: a datastore refuses it"];
  const warnings: string[] = [];
  if (isForServers && !names.some(({ kind }) => kind === "DNS" || kind === "IP Address")) {
    warnings.push("for servers, but without host name or address: clients refuse it");
  }
  if (isForClients && urns.length === 0) {
    warnings.push("for clients, but without URN: a datastore refuses it");
  }
  if (urns.length > 1) {
    warnings.push(`${urns.length} URNs: the original datastore looks at the first alone`);
  }
  warnings.push(
    ...urisOf(facts)
      .filter(isMalformed)
      .map((uri) => `malformed URN ${uri}`),
  );
  if (names.some(({ value }) => value.includes(","))) {
    warnings.push("a name holds a comma: the original datastore takes it for two");
  }
  return warnings;
}

/** Meant to be a URN of this kind, but not in its form. */
const isMalformed = (uri: string): boolean =>
  (uri.startsWith(ORIGINAL_START) || readUrn(uri) !== undefined) && parseUrn(uri) === undefined;

const urisOf = ({ names }: CertificateFacts): readonly string[] =>
  (names ?? []).filter(({ kind }) => kind === "URI").map(({ value }) => value);
