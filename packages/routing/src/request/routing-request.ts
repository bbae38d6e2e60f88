/**
 * A client's request as rules, classifiers and health functions see it: after proxy handling and request translation.
 * Everything that costs something is computed at the first reading and kept. Source: reference cdn-router 1.2, 4, 5.2.
 */
export interface RoutingRequest {
  readonly method: string;
  /** Byte for byte as sent or translated: starts with exactly one `/`, never has `?`, `#`, `\`, spaces or control bytes. */
  readonly path: string;
  /** Byte for byte, without the `?`; empty when there is none. */
  readonly query: string;
  /** The Host header without its port, lower-cased, IPv6 in brackets; empty when there is none. */
  readonly host: string;
  /** Canonical text of the client's address, IPv4-mapped IPv6 as IPv4. */
  readonly clientIp: string;
  readonly isEncrypted: boolean;
  readonly httpVersion: "1.0" | "1.1";
  readonly body: string | undefined;
  /** The value of the header in any case; repeated fields are joined with `, ` (`; ` for Cookie). */
  header(name: string): string | undefined;
  /** Name and value as sent, in order, repeated fields apart. */
  headerPairs(): readonly (readonly [string, string])[];
  /** Name and value in order, byte for byte (not percent-decoded); `x` and `x=` both have the value "". */
  queryParameters(): readonly (readonly [string, string])[];
  /** What content this is, for hashing and popularity (3.6): the path, with the configured query parameters if any. */
  readonly contentKey: string;
  /** The path after its last `/`. */
  readonly filename: string;
  /** The same for the same client address, user agent and path, so that a retry finds the same answers (4.3). */
  readonly sessionId: string;
  /** False also for a group that does not exist. */
  isInGroup(group: string): boolean;
  /** Every configured session group and whether this request is in it. */
  groups(): ReadonlyMap<string, boolean>;
  /** Name of the longest configured subnet the client's address is in (6.8). */
  readonly subnet: string | undefined;
}
