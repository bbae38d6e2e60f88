import type { RefusalReason } from "./refusal.js";

/** The two parts of the tree. */
export type InputKind = "plain" | "timestamped";

/** What the tree tells as it happens; the service counts it. Methods must not throw. */
export interface InputObserver {
  /** `leaves` of a top-level key were removed: plain ones at the end of their ttl, timestamped ones by the time-out. */
  onExpired(kind: InputKind, key: string, leaves: number): void;
  /** A plain write, or one host of a message, was refused. */
  onRefused(kind: InputKind, reason: RefusalReason): void;
  /** A host's data was passed over, because newer data is there. */
  onOlder(host: string): void;
  /** A listener threw. The others were told, and the write stands. */
  onListenerFailed(reason: unknown): void;
}

const ignore = (): void => undefined;

/** For those who do not count. */
export const noObserver: InputObserver = {
  onExpired: ignore,
  onRefused: ignore,
  onOlder: ignore,
  onListenerFailed: ignore,
};
