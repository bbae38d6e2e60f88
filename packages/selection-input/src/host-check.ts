import type { Clock } from "@signalbox/clock";
import { isObject, type InputObject } from "./input-value.js";
import { Inspector } from "./inspector.js";
import type { SelectionInputLimits } from "./limits.js";
import { Branch, type Node } from "./node.js";
import { isRefresh } from "./refresh.js";
import type { Refusal, RefusalReason } from "./refusal.js";
import { stampMs } from "./stamp.js";

const STAMP_KEY = "timestamp";

/**
 * The data of one host that may be applied; "refresh": it can be applied in place (see `isRefresh`); "older": newer data is
 * there; or why it is refused.
 */
export type HostVerdict =
  | { readonly kind: "data" | "refresh"; readonly data: InputObject }
  | { readonly kind: "older" }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export interface HostCheckOptions {
  readonly clock: Clock;
  readonly limits: SelectionInputLimits;
  /** How far ahead of our wall clock a stamp may be, in milliseconds. */
  readonly maxFutureSkewMs: number;
}

/** What of a message is good: its shape, its keys and values, its stamp. Changes nothing. */
export class HostCheck {
  readonly #options: HostCheckOptions;
  readonly #inspector: Inspector;

  constructor(options: HostCheckOptions) {
    const { limits } = options;
    this.#options = options;
    this.#inspector = new Inspector({
      maxDepth: limits.maxDepth,
      maxKeyBytes: limits.maxKeyBytes,
      maxStringBytes: limits.maxTimestampedStringBytes,
      maxStringBytesName: "maxTimestampedStringBytes",
      maxLeaves: limits.maxLeavesPerHost,
      maxLeavesName: "maxLeavesPerHost",
    });
  }

  /** @param stored What is held for the host and has not expired. */
  judge(host: string, data: unknown, stored: Node | undefined): HostVerdict {
    if (isRefresh(stored, data)) return this.#judgeTime(host, data, stored, "refresh");
    const inspector = this.#inspector;
    const isGood = inspector.acceptsPath([host]) && inspector.accepts(data, [host]);
    if (!isGood) return { kind: "refused", refusal: inspector.refusal };
    if (!isObject(data)) return refused(host, "not_an_object", "a host's data must be an object");
    return this.#judgeTime(host, data, stored, "data");
  }

  #judgeTime(
    host: string,
    data: InputObject,
    stored: Node | undefined,
    kind: "data" | "refresh",
  ): HostVerdict {
    const given = data[STAMP_KEY];
    // No stamp counts as newer. `null` is what some serializers write for none; it must not delete the stored one.
    if (given === undefined) return { kind, data };
    if (given === null) return { kind, data: withoutStamp(data) };
    const stamp = stampMs(given);
    if (stamp === undefined) return refused(host, "bad_timestamp", "the timestamp is not a time");
    const { clock, maxFutureSkewMs } = this.#options;
    const aheadMs = stamp - clock.wallMs();
    if (aheadMs > maxFutureSkewMs) {
      const limit = `limit is ${maxFutureSkewMs} ms (maxFutureSkewMs)`;
      const what = `the timestamp is ${Math.ceil(aheadMs)} ms ahead of this clock, ${limit}`;
      return refused(host, "future_timestamp", what);
    }
    const storedMs = storedStampMs(stored);
    if (storedMs !== undefined && stamp < storedMs) return { kind: "older" };
    return { kind, data };
  }
}

/** The stamp is one leaf of the host's data and is forgotten when that leaf expires. */
function storedStampMs(stored: Node | undefined): number | undefined {
  if (!(stored instanceof Branch)) return undefined;
  const leaf = stored.children.get(STAMP_KEY);
  return leaf && stampMs(leaf.read());
}

function withoutStamp(data: InputObject): InputObject {
  const { [STAMP_KEY]: _stamp, ...others } = data;
  return others;
}

function refused(host: string, reason: RefusalReason, what: string): HostVerdict {
  return { kind: "refused", refusal: { reason, what, path: [host] } };
}
