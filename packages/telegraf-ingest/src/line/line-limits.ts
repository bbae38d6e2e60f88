/** Bounds of one body of line protocol. What is beyond them makes one line bad, never the body. */
export interface LineLimits {
  /** Bytes of one line, without its line feed but with line feeds inside quoted strings. */
  readonly maxLineBytes: number;
  readonly maxTags: number;
  readonly maxFields: number;
  /** How many bad lines are described; all are counted. */
  readonly maxErrorsKept: number;
}

/** An agent without field filters sends some hundred driver counters in one `ethtool` line. */
export const DEFAULT_LINE_LIMITS: LineLimits = {
  maxLineBytes: 64 * 1024,
  maxTags: 64,
  maxFields: 1024,
  maxErrorsKept: 10,
};
