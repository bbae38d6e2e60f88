/** Bounds of one JSON body. */
export interface JsonLimits {
  /** Metrics, hosts of a nested object, and lines of newline-separated JSON; what is beyond is bad and not read. */
  readonly maxRecords: number;
  readonly maxTags: number;
  readonly maxFields: number;
  /** How many bad records are described; all are counted. */
  readonly maxErrorsKept: number;
}

export const DEFAULT_JSON_LIMITS: JsonLimits = {
  maxRecords: 100_000,
  maxTags: 64,
  maxFields: 1024,
  maxErrorsKept: 10,
};
