import { once } from "node:events";
import { createServer, type Server } from "node:http";

export interface LatestPoint {
  readonly id: string;
  readonly v: number;
  readonly ts: number;
}

/** As much of a collector's API as checks read; it counts what it is asked. */
export class CountingCollector {
  /** Paths with query, in the order they came. */
  readonly asked: string[] = [];
  latest: readonly LatestPoint[] = [];
  /** Document of each object, by id. */
  objects: Readonly<Record<string, object>> = {};
  stores: readonly object[] = [];
  /** Answered instead, when set. */
  failure: { readonly status: number; readonly body: string } | undefined;
  /** Resolves when questions may be answered; by default at once. */
  gate: Promise<void> = Promise.resolve();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((req, res) => {
      const path = req.url ?? "";
      this.asked.push(path);
      void this.gate.then(() => {
        const { status, body } = this.failure ?? this.#answer(path);
        res.writeHead(status, { "content-type": "application/json" }).end(body);
      });
    });
  }

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
  }

  #answer(path: string): { status: number; body: string } {
    const url = new URL(path, this.url);
    const [, first] = url.pathname.split("/");
    if (first === "latest") return ok({ series: this.latest });
    if (first === "query") {
      return ok({
        series: this.latest.map(({ id, ts, v }) => ({
          id,
          points: [
            [ts - 5, v + 10],
            [ts, v],
          ],
        })),
      });
    }
    if (first === "stores") return ok({ stores: this.stores });
    // Two objects on a page, so that there are several.
    const at = Number(url.searchParams.get("cursor") ?? 0);
    const all = Object.entries(this.objects).map(([id, object]) => ({ id, object }));
    const objects = all.slice(at, at + 2);
    return ok({ objects, ...(at + 2 < all.length && { cursor: String(at + 2) }) });
  }
}

const ok = (body: object) => ({ status: 200, body: JSON.stringify(body) });
