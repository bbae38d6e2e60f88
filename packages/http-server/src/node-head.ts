import type { IncomingMessage } from "node:http";
import type { RequestHead } from "./request-head.js";

/** The head of a request on node:http. */
export class NodeHead implements RequestHead {
  readonly httpVersion: "1.0" | "1.1";
  readonly #raw: readonly string[];

  constructor(req: IncomingMessage) {
    this.httpVersion = req.httpVersion === "1.0" ? "1.0" : "1.1";
    this.#raw = req.rawHeaders;
  }

  get(name: string): string | undefined {
    return this.all(name)[0];
  }

  all(name: string): string[] {
    const values: string[] = [];
    for (let i = 0; i + 1 < this.#raw.length; i += 2)
      if (this.#raw[i]?.toLowerCase() === name) values.push(this.#raw[i + 1] ?? "");
    return values;
  }

  raw(): string[] {
    return [...this.#raw];
  }
}
