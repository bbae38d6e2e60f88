const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const EQUALS = 61;
const BACKSLASH = 92;

type Place = "start" | "comment" | "head" | "key" | "value" | "string" | "plain" | "time";

/**
 * Finds the end of a line that has quotes in it: inside a quoted string a line feed is part of the value. Goes on where
 * it stopped when more text has come, so a line that arrives byte by byte is still looked at once.
 */
export class LineScanner {
  #place: Place = "start";
  #at = 0;

  /** Starts over, at the first character of a line. */
  reset(): void {
    this.#place = "start";
    this.#at = 0;
  }

  /**
   * @param text The text, of which the line begins at `start`.
   * @param maxBytes Longest line looked for.
   * @returns the index of the line feed that ends the line, or -1 when it is not there, or not within the limit.
   */
  findEnd(text: string, start: number, maxBytes: number): number {
    const end = Math.min(text.length, start + maxBytes + 1);
    let at = start + this.#at;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (this.#place === "string") {
        if (code === BACKSLASH) {
          // What follows decides; without it the backslash is looked at again next time.
          if (at + 1 === text.length) break;
          const next = text.charCodeAt(at + 1);
          if (next === QUOTE || next === BACKSLASH) at++;
        } else if (code === QUOTE) this.#place = "plain";
      } else if (code === LINE_FEED) return at;
      else this.#place = this.#after(code, at > start && text.charCodeAt(at - 1) === BACKSLASH);
    }
    this.#at = at - start;
    return -1;
  }

  /** Where the scan is after `code`; nowhere but in a string does a quote or a backslash change what a line feed means. */
  #after(code: number, isEscaped: boolean): Place {
    switch (this.#place) {
      case "start":
        if (code === SPACE || code === TAB || code === CARRIAGE_RETURN) return "start";
        return code === HASH ? "comment" : "head";
      case "head":
        return code === SPACE && !isEscaped ? "key" : "head";
      case "key":
        return code === EQUALS && !isEscaped ? "value" : "key";
      case "value":
        if (code === QUOTE) return "string";
        return this.#afterValue(code);
      case "plain":
        return this.#afterValue(code);
      case "comment":
      case "string":
      case "time":
        return this.#place;
    }
  }

  #afterValue(code: number): Place {
    if (code === COMMA) return "key";
    return code === SPACE ? "time" : "plain";
  }
}
