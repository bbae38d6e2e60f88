import type { Clock } from "@signalbox/clock";
import { ChangeFeed, type ChangeListener, type ListenOptions } from "./change-feed.js";
import { splitDotted } from "./dotted-path.js";
import { HostCheck } from "./host-check.js";
import type { InputValue } from "./input-value.js";
import { defaultLimits, type SelectionInputLimits } from "./limits.js";
import type { Node } from "./node.js";
import { noObserver, type InputObserver } from "./observer.js";
import { Part } from "./part.js";
import { PlainInput } from "./plain-input.js";
import { readAll } from "./read-part.js";
import { readBelow, timesBelow } from "./reading.js";
import type { InputAge, SelectionInput } from "./selection-input.js";
import { checkedTimeoutMs, TimestampedInput } from "./timestamped-input.js";
import type { InputPath } from "./write-log.js";

export interface InputStoreOptions {
  readonly clock: Clock;
  /** Life of timestamped leaves in milliseconds. Default 15,000 (cdn-router 6.6). */
  readonly timeoutMs?: number;
  /** How far ahead of the wall clock a host's timestamp may be, in milliseconds. Default 60,000. */
  readonly maxFutureSkewMs?: number;
  /** Default `defaultLimits`, each. */
  readonly limits?: Partial<SelectionInputLimits>;
  /** Default: nobody counts. */
  readonly observer?: InputObserver;
}

/** What is held now, for gauges; what expired since the last sweep is still counted. */
export interface InputCounts {
  readonly plainLeaves: number;
  readonly timestampedLeaves: number;
  readonly timestampedObjects: number;
  readonly hosts: number;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_FUTURE_SKEW_MS = 60_000;

/** The selection input: one tree with a plain and a timestamped part, each written through its own door. */
export class InputStore implements SelectionInput {
  readonly plain: PlainInput;
  readonly timestamped: TimestampedInput;
  readonly #clock: Clock;
  readonly #limits: SelectionInputLimits;
  readonly #feed: ChangeFeed;
  readonly #plainPart: Part;
  readonly #hosts: Part;

  /** @throws AppError `invalid_argument` for a time-out that is not finite and above 0. */
  constructor(options: InputStoreOptions) {
    const { clock, observer = noObserver } = options;
    const { timeoutMs = DEFAULT_TIMEOUT_MS, maxFutureSkewMs = DEFAULT_MAX_FUTURE_SKEW_MS } =
      options;
    const limits = { ...defaultLimits, ...options.limits };
    const onListenerFailed = (reason: unknown) => observer.onListenerFailed(reason);
    const feed = new ChangeFeed({ ...limits, onListenerFailed });
    const lifeMs = checkedTimeoutMs(timeoutMs);
    this.#clock = clock;
    this.#limits = limits;
    this.#feed = feed;
    this.#plainPart = new Part({ kind: "plain", lifeMs: 0, feed, observer });
    this.#hosts = new Part({ kind: "timestamped", lifeMs, feed, observer });
    const shared = { clock, feed, limits, observer };
    const check = new HostCheck({ clock, limits, maxFutureSkewMs });
    this.plain = new PlainInput({ ...shared, part: this.#plainPart });
    this.timestamped = new TimestampedInput({ ...shared, check, part: this.#hosts });
  }

  at(path: InputPath): InputValue | undefined {
    const nowMs = this.#clock.monotonicMs();
    const key = path[0];
    if (key === undefined) return readAll(this.#keys(nowMs), (each) => this.#node(each, nowMs));
    const node = this.#node(key, nowMs);
    return node && readBelow(node, path, 1);
  }

  resolve(dottedPath: string): InputValue | undefined {
    const path = this.resolvePath(dottedPath);
    return path && this.at(path);
  }

  resolvePath(dottedPath: string): InputPath | undefined {
    const { maxDepth, maxKeyBytes } = this.#limits;
    // Nothing longer can be there, and the search costs the square of the length.
    if (dottedPath.length > maxDepth * (maxKeyBytes + 1)) return undefined;
    const nowMs = this.#clock.monotonicMs();
    return splitDotted((key) => this.#node(key, nowMs), dottedPath);
  }

  has(topLevelKey: string): boolean {
    return this.#node(topLevelKey, this.#clock.monotonicMs()) !== undefined;
  }

  keys(): Iterable<string> {
    return this.#keys(this.#clock.monotonicMs());
  }

  version(topLevelKey?: string): number {
    const nowMs = this.#clock.monotonicMs();
    if (topLevelKey !== undefined)
      return Math.max(
        this.#hosts.version(topLevelKey, nowMs),
        this.#plainPart.version(topLevelKey, nowMs),
      );
    this.#hosts.settleAll(nowMs);
    this.#plainPart.settleAll(nowMs);
    return this.#feed.version;
  }

  validUntilMs(topLevelKey?: string): number {
    const nowMs = this.#clock.monotonicMs();
    return Math.min(
      this.#hosts.validUntilMs(topLevelKey, nowMs),
      this.#plainPart.validUntilMs(topLevelKey, nowMs),
    );
  }

  ages(path: InputPath): InputAge | undefined {
    const nowMs = this.#clock.monotonicMs();
    const node = path[0] === undefined ? undefined : this.#node(path[0], nowMs);
    const times = node && timesBelow(node, path, 1);
    return times && { oldestMs: nowMs - times.oldestMs, newestMs: nowMs - times.newestMs };
  }

  onChange(listener: ChangeListener, options?: ListenOptions): () => void {
    return this.#feed.listen(listener, options);
  }

  /**
   * Removes what has expired, so that it does not take memory, and tells the listeners. To be called about once a second;
   * reads are exact without it. The work of one call is bounded by `maxSweptLeaves`, for each part.
   *
   * @returns false when there is more to do.
   */
  sweep(): boolean {
    const nowMs = this.#clock.monotonicMs();
    const { maxSweptLeaves } = this.#limits;
    const isHostsDone = this.#hosts.sweep(nowMs, maxSweptLeaves);
    const isPlainDone = this.#plainPart.sweep(nowMs, maxSweptLeaves);
    this.#feed.flush();
    return isHostsDone && isPlainDone;
  }

  counts(): InputCounts {
    const { leaves, objects, keys } = this.#hosts.sizes;
    return {
      plainLeaves: this.#plainPart.sizes.leaves,
      timestampedLeaves: leaves,
      timestampedObjects: objects,
      hosts: keys,
    };
  }

  #node(key: string, nowMs: number): Node | undefined {
    return this.#hosts.node(key, nowMs) ?? this.#plainPart.node(key, nowMs);
  }

  #keys(nowMs: number): readonly string[] {
    const hosts = [...this.#hosts.keys(nowMs)];
    const others = [...this.#plainPart.keys(nowMs)].filter((key) => !this.#hosts.has(key));
    return [...hosts, ...others];
  }
}
