/** What a hot handler may know of a request beside method, target and body. */
export interface RequestHead {
  readonly httpVersion: "1.0" | "1.1";
  /**
   * Value of the first field of that name; undefined without one.
   *
   * @param name in lower case
   */
  get(name: string): string | undefined;
  /** Values of all fields of that name, in order. */
  all(name: string): string[];
  /** Names as sent and values, alternating, in order. */
  raw(): string[];
}

/** For handlers that did not ask for the head. */
export const NO_HEAD: RequestHead = {
  httpVersion: "1.1",
  get: () => undefined,
  all: () => [],
  raw: () => [],
};
