import type { InputValue } from "./input-value.js";
import type { ChangeListener, ListenOptions } from "./change-feed.js";
import type { InputPath } from "./write-log.js";

/** How long ago, in milliseconds, the oldest and the newest leaf of something arrived; equal for a leaf. */
export interface InputAge {
  readonly oldestMs: number;
  readonly newestMs: number;
}

/**
 * What a condition may know: both parts of the tree as one. Where both have a top-level key, the timestamped one is seen
 * and the other is hidden whole, until the last leaf of the first has expired. What has expired is never seen, exact to
 * the read.
 */
export interface SelectionInput {
  /**
   * The value at `path`; `[]` is everything, a key of digits is the index, from 0, of a list's item. Objects are built at
   * the first read and kept until they change. What is returned is frozen and shared.
   */
  at(path: InputPath): InputValue | undefined;
  /** The value at a dotted path, by `resolvePath`. */
  resolve(dottedPath: string): InputValue | undefined;
  /**
   * The keys a dotted path stands for now: at each level the longest key made of the remaining segments goes first, then
   * shorter ones (cdn-router 5.4). `undefined` when nothing is there.
   */
  resolvePath(dottedPath: string): InputPath | undefined;
  /** Whether anything is under the key; cheaper than to read it. */
  has(topLevelKey: string): boolean;
  /** The top-level keys. */
  keys(): Iterable<string>;
  /**
   * Grows with each change of the key, or of anything when no key is given: by a write, by expiry, and when something
   * ends earlier than `validUntilMs` said. Data that is sent again with equal values is no change; it only lives longer.
   * A key that is not there has a version too; it grows when the key appears, and may grow without a reason.
   */
  version(topLevelKey?: string): number;
  /** Monotonic time at which something under the key, or anything, expires next; Infinity when nothing does. */
  validUntilMs(topLevelKey?: string): number;
  /** The age of what is at `path`, for people. */
  ages(path: InputPath): InputAge | undefined;
  /**
   * Calls `listener` after each write that changed something and after each sweep that removed something, also what
   * reads have found expired since. At or below the paths values may differ, elsewhere they do not; when there are more
   * than `maxChangedPaths`, or no listener wants them, only top-level keys are named. What a listener itself changes is told with the next of them.
   *
   * @returns the function that ends it.
   * @throws AppError `internal` above `maxListeners`.
   */
  onChange(listener: ChangeListener, options?: ListenOptions): () => void;
}
