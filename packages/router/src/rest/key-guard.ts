import type { Clock } from "@signalbox/clock";
import { parseAddress } from "@signalbox/routing";
import { WrongKeys } from "./wrong-keys.js";

/** Name of the header, in lower case. */
export const KEY_HEADER = "x-api-key";

const MAX_REFUSALS = 20;
const WINDOW_MS = 60_000;
const MAX_PEERS = 10_000;
const MS_PER_SECOND = 1_000;

/**
 * What a browser or a proxy adds. A page of a stranger that is shown on this machine, or a proxy that runs on it, comes from a
 * loopback address too, but does not speak for this machine.
 */
const FOREIGN_HEADERS = [
  "origin",
  "sec-fetch-site",
  "x-forwarded-for",
  "x-forwarded-host",
  "forwarded",
  "via",
];

export interface KeyGuardOptions {
  readonly clock: Clock;
  readonly keys: { accepts(given: string | undefined): boolean };
  /** Whether callers from a loopback address need no key. */
  readonly exemptLoopback: boolean;
  /** Told of each refusal; "limited": the peer was told to wait. */
  readonly onRefused?: ((how: "unauthenticated" | "limited") => void) | undefined;
}

/** The parts of a request that the guard looks at. */
export interface GuardedRequest {
  readonly peerAddress: string | undefined;
  /** Every value of a header, by its name in lower case. */
  headerValues(name: string): readonly string[];
}

export type KeyVerdict =
  | { readonly kind: "open" }
  /** Answer 401, the same whether a key was wrong, missing or doubled. */
  | { readonly kind: "unauthenticated" }
  /** Answer 429. */
  | { readonly kind: "limited"; readonly retryAfterSeconds: number };

/**
 * Who may use the REST API. A right key always opens, also for a peer that was refused often: nobody can lock another out from
 * behind the same address. Source: reference cdn-router 6.7.
 */
export class KeyGuard {
  readonly #options: KeyGuardOptions;
  readonly #wrongKeys: WrongKeys;

  constructor(options: KeyGuardOptions) {
    this.#options = options;
    this.#wrongKeys = new WrongKeys({
      clock: options.clock,
      maxPerWindow: MAX_REFUSALS,
      windowMs: WINDOW_MS,
      maxPeers: MAX_PEERS,
    });
  }

  judge(request: GuardedRequest): KeyVerdict {
    if (this.#isExempt(request)) return { kind: "open" };
    const given = request.headerValues(KEY_HEADER);
    // Of two keys it is not clear which one is meant, by us and by whatever stands in front of us.
    if (given.length === 1 && this.#options.keys.accepts(given[0])) return { kind: "open" };
    const waitMs = this.#wrongKeys.note(request.peerAddress);
    this.#options.onRefused?.(waitMs > 0 ? "limited" : "unauthenticated");
    if (waitMs <= 0) return { kind: "unauthenticated" };
    return { kind: "limited", retryAfterSeconds: Math.ceil(waitMs / MS_PER_SECOND) };
  }

  #isExempt(request: GuardedRequest): boolean {
    if (!this.#options.exemptLoopback || !isLoopback(request.peerAddress)) return false;
    return FOREIGN_HEADERS.every((name) => request.headerValues(name).length === 0);
  }
}

export function isLoopback(peerAddress: string | undefined): boolean {
  const address = peerAddress === undefined ? undefined : parseAddress(peerAddress);
  return address !== undefined && (address.text === "::1" || address.text.startsWith("127."));
}
