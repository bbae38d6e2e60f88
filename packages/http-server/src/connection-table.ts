import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Clock } from "@signalbox/clock";
import type { TrustedClient } from "./client-trust.js";
import { HttpConnection } from "./connection.js";
import type { HttpObserver } from "./observer.js";

/** The open connections of one server. Its size is bounded by the listener's `maxConnections`. */
export class ConnectionTable {
  readonly #bySocket = new Map<Duplex, HttpConnection>();
  readonly #clock: Clock;
  readonly #observer: HttpObserver | undefined;
  #nextId = 1;
  #onEmpty: () => void = () => undefined;

  constructor(options: { clock: Clock; observer: HttpObserver | undefined }) {
    this.#clock = options.clock;
    this.#observer = options.observer;
  }

  get size(): number {
    return this.#bySocket.size;
  }

  /** Adds a connection; it leaves by itself when its socket has closed. */
  add(socket: Socket, client?: TrustedClient): HttpConnection {
    const connection = new HttpConnection(socket, this.#nextId++, this.#clock, client);
    this.#bySocket.set(socket, connection);
    socket.once("close", () => this.#remove(socket));
    this.#observer?.onConnections?.(this.size);
    return connection;
  }

  get(socket: Duplex): HttpConnection | undefined {
    return this.#bySocket.get(socket);
  }

  /** A copy, so that connections may be closed while walking through it. */
  all(): HttpConnection[] {
    return [...this.#bySocket.values()];
  }

  /** Resolves once no connection is left. */
  async whenEmpty(): Promise<void> {
    if (this.size === 0) return;
    await new Promise<void>((resolve) => (this.#onEmpty = resolve));
  }

  #remove(socket: Socket): void {
    this.#bySocket.delete(socket);
    this.#observer?.onConnections?.(this.size);
    if (this.size === 0) this.#onEmpty();
  }
}
