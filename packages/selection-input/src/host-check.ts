import type { Clock } from "@signalbox/clock";
import { isObject, type InputObject } from "./input-value.js";
import { Inspector } from "./inspector.js";
import type { SelectionInputLimits } from "./limits.js";
import { Branch, type Node } from "./node.js";
import type { Refusal, RefusalReason } from "./refusal.js";
import { stampMs } from "./stamp.js";

const STAMP_KEY = "timestamp";

/** The data of one host that may be applied; "older": newer data is there; or why it is refused. */
export type HostVerdict =
  | { readonly kind: "data"; readonly data: InputObject }
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
    const inspector = this.#inspector;
    const isGood = inspector.acceptsPath([host]) && inspector.accepts(data, [host]);
    if (!isGood) return { kind: "refused", refusal: inspector.refusal };
    if (!isObject(data)) return refused(host, "not_an_object", "a host's data must be an object");
    const stamp = data[STAMP_KEY];
    // No stamp counts as newer. `null` is what some serializers write for none; it must not delete the stored one.
    if (stamp === undefined) return { kind: "data", data };
    if (stamp === null) return { kind: "data", data: withoutStamp(data) };
    return this.#judgeStamp(host, data, { stamp: stampMs(stamp), stored: storedStampMs(stored) });
  }

  #judgeStamp(
    host: string,
    data: InputObject,
    { stamp, stored }: { stamp: number | undefined; stored: number | undefined },
  ): HostVerdict {
    if (stamp === undefined) return refused(host, "bad_timestamp", "the timestamp is not a time");
    const { clock, maxFutureSkewMs } = this.#options;
    const aheadMs = stamp - clock.wallMs();
    if (aheadMs > maxFutureSkewMs) {
      const limit = `limit is ${maxFutureSkewMs} ms (maxFutureSkewMs)`;
      const what = `the timestamp is ${Math.ceil(aheadMs)} ms ahead of this clock, ${limit}`;
      return refused(host, "future_timestamp", what);
    }
    if (stored !== undefined && stamp < stored) return { kind: "older" };
    return { kind: "data", data };
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
