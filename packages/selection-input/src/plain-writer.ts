import type { Clock } from "@signalbox/clock";
import type { ChangeFeed } from "./change-feed.js";
import type { SelectionInputLimits } from "./limits.js";
import type { WriteContext } from "./merge.js";
import type { Node, Written } from "./node.js";
import type { InputObserver } from "./observer.js";
import type { Part } from "./part.js";
import { InputRefused } from "./refusal.js";
import { rewrite, type Change } from "./rewrite.js";
import { joinOutcomes, WriteLog, type InputPath, type WriteOutcome } from "./write-log.js";

export interface PlainInputOptions {
  readonly clock: Clock;
  readonly part: Part;
  readonly feed: ChangeFeed;
  readonly limits: SelectionInputLimits;
  readonly observer: InputObserver;
}

/** What becomes of one top-level key. */
export type KeyChange = (old: Node | undefined, context: WriteContext) => Node | undefined;

/** Puts the changes of one plain write in place, all or none. */
export class PlainWriter {
  readonly #options: PlainInputOptions;

  constructor(options: PlainInputOptions) {
    this.#options = options;
  }

  /** @param changeIn Makes the change of what stands at the end of `path`, which is not the root. */
  writeAt(
    path: InputPath,
    written: Written,
    changeIn: (context: WriteContext) => Change,
  ): WriteOutcome {
    const change: KeyChange = (old, context) =>
      rewrite(old, { path, from: 1 }, changeIn(context), context);
    return this.write([[path[0] ?? "", change]], written);
  }

  /** Makes all new nodes before it puts the first in its place. */
  write(changes: readonly (readonly [string, KeyChange])[], written: Written): WriteOutcome {
    const { part, feed, limits } = this.#options;
    part.settleAll(written.atMs);
    let { leaves } = part.sizes;
    const made = changes.map(([key, change]) => {
      const log = new WriteLog(key, feed.wantedPaths);
      const old = part.node(key, written.atMs);
      const node = change(old, { written, keepsEmpty: true, log });
      leaves += (node?.leaves ?? 0) - (old?.leaves ?? 0);
      return { key, node, log };
    });
    if (leaves > limits.maxPlainLeaves) {
      const what = `${leaves} values would be held, limit is ${limits.maxPlainLeaves} (maxPlainLeaves)`;
      throw new InputRefused({ reason: "too_many_leaves", what, path: [] });
    }
    for (const { key, node, log } of made) part.put(key, node, log);
    feed.flush();
    return joinOutcomes(made.map(({ log }) => log.outcome));
  }

  /** Runs one operation and tells the observer when it is refused. */
  counted<T>(operation: () => T): T {
    try {
      return operation();
    } catch (reason) {
      if (reason instanceof InputRefused) this.#options.observer.onRefused("plain", reason.reason);
      throw reason;
    }
  }
}
