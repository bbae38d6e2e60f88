import { once } from "node:events";
import { createServer, type Server } from "node:http";

/** A server that counts what it is asked and answers once it is released. */
export class HeldServer {
  /** Paths with query, in the order they came. */
  readonly asked: string[] = [];
  readonly #server: Server;
  #release: () => void = () => undefined;

  constructor(body: () => string) {
    const released = new Promise<void>((resolve) => (this.#release = resolve));
    this.#server = createServer((req, res) => {
      this.asked.push(req.url ?? "");
      void released.then(() => {
        res.writeHead(200, { "content-type": "application/json" }).end(body());
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

  /** From now on everything is answered at once. */
  release(): void {
    this.#release();
  }

  destroy(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
