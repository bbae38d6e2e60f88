import type { ClientCertificate } from "@signalbox/http-server";
import { isUrnOfHolder } from "@signalbox/monitoring-model";
import type { Caller } from "../api/caller.js";
import type { AccessList } from "./access-list.js";

/** Why somebody was turned away, in the order it is looked for; fit for a metric label. */
export const REFUSALS = [
  "no_certificate",
  "not_yet_valid",
  "expired",
  "authority",
  "no_urn",
  "not_listed",
  "scope",
] as const;
export type AccessRefusal = (typeof REFUSALS)[number];

export type Verdict =
  | { readonly admitted: true; readonly caller: Caller }
  | {
      readonly admitted: false;
      readonly reason: AccessRefusal;
      /** The first URN of the certificate, if there is one. */
      readonly urn: string | undefined;
    };

/**
 * Whether the holder of a certificate may ask anything, by the certificate as of now and the list as of now (datastore-polling, 5.1,
 * 9.27): its chain has been verified; it is inside its dates; it is no authority's; one of its URNs is listed.
 */
export function judgeCaller(certificate: ClientCertificate | undefined, list: AccessList): Verdict {
  if (!certificate) return refused("no_certificate");
  const urns = certificate.uris.filter(isUrnOfHolder);
  const [first] = urns;
  if (certificate.validity !== "valid") return refused(certificate.validity, first);
  if (certificate.isAuthority) return refused("authority", first);
  if (first === undefined) return refused("no_urn");
  const urn = list.find(urns);
  if (urn === undefined) return refused("not_listed", first);
  const scopes = list.scopesOf(urns);
  return { admitted: true, caller: { urn, mayUse: (scope) => scopes.has(scope) } };
}

const refused = (reason: AccessRefusal, urn?: string): Verdict => ({
  admitted: false,
  reason,
  urn,
});
