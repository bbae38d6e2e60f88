import type { AppError } from "@signalbox/errors";
import type { InfoFound, InfoType } from "@signalbox/monitoring-model";

/** What names the object that was looked for. */
export interface CrawlOrigin {
  readonly type: InfoType;
  readonly id: string;
  /** The field that holds the reference. */
  readonly field: string;
}

/** An object of the store; each type and id comes once. */
export interface CrawledObject {
  readonly kind: "object";
  readonly found: InfoFound;
  /** Absent for the root. */
  readonly from?: CrawlOrigin;
  /** Where it was read; absent for objects of a reply with many. */
  readonly url?: string;
  /** The reply as sent; absent for objects of a reply with many. */
  readonly sent?: unknown;
}

/** Something that a reference leads to and that is not there, or not as told. */
export interface CrawlProblem {
  readonly kind: "problem";
  /**
   * - `absent`: the store does not have it
   * - `elsewhere`: the link leads to a host that is not allowed
   * - `failed`: no answer, or one that cannot be used
   * - `other-id`: it is there, under another id than the reference says; the object follows
   * - `limit`: the crawl ended early
   */
  readonly problem: "absent" | "elsewhere" | "failed" | "other-id" | "limit";
  /** What was looked for; absent where a list could not be read. */
  readonly type?: InfoType;
  readonly id?: string;
  readonly href?: string;
  readonly from?: CrawlOrigin;
  /** One line. */
  readonly message: string;
  readonly error?: AppError;
}

export type CrawlFinding = CrawledObject | CrawlProblem;
