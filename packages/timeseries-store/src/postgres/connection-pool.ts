import type { Cancel, Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";

/** What the pool needs of a connection. */
export interface PooledConnection {
  /** False once it must not be used again. */
  readonly isUsable: boolean;
  destroy(): void;
  close(): Promise<void>;
}

export interface ConnectionPoolOptions<Connection extends PooledConnection> {
  readonly clock: Clock;
  /** Most connections, also such as are being opened. */
  readonly poolSize: number;
  /** Most callers that wait for one. */
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
  open(onLost: () => void): Promise<Connection>;
  /** A connection broke: what is remembered of the server may no longer hold. */
  onLost(): void;
}

interface Waiter<Connection> {
  /** False when it has given up meanwhile. */
  take(connection: Connection): boolean;
  fail(reason: unknown): void;
}

/** Connections that are opened when needed and used again; first come, first served. */
export class ConnectionPool<Connection extends PooledConnection> {
  readonly #options: ConnectionPoolOptions<Connection>;
  readonly #idle: Connection[] = [];
  readonly #waiters = new Set<Waiter<Connection>>();
  /** Called when the last one in use is given back. */
  #whenUnused: (() => void) | undefined;
  #inUse = 0;
  #closed = false;

  constructor(options: ConnectionPoolOptions<Connection>) {
    this.#options = options;
  }

  /** @throws AppError `unavailable` when none is to be had, or what `work` throws */
  async use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = await this.take();
    try {
      return await work(connection);
    } finally {
      this.giveBack(connection);
    }
  }

  /** What is taken must be given back. */
  async take(): Promise<Connection> {
    if (this.#closed) throw new AppError("unavailable", "the store is closed");
    const idle = this.#takeIdle();
    if (idle !== undefined) return idle;
    if (this.#inUse < this.#options.poolSize) return this.#open();
    return this.#wait();
  }

  giveBack(connection: Connection): void {
    this.#inUse -= 1;
    // What is left in a transaction, or was sent to after its end, must not reach the next user.
    if (connection.isUsable) this.#idle.push(connection);
    else connection.destroy();
    this.#serveNext();
    if (this.#inUse === 0) this.#whenUnused?.();
  }

  /** Refuses who waits, lets finish who works, ends the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    const reason = new AppError("unavailable", "the store is closed");
    for (const waiter of this.#waiters) waiter.fail(reason);
    if (this.#inUse > 0) await new Promise<void>((resolve) => (this.#whenUnused = resolve));
    await Promise.all(this.#idle.splice(0).map((connection) => connection.close()));
  }

  #takeIdle(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined) return undefined;
      if (!connection.isUsable) continue;
      this.#inUse += 1;
      return connection;
    }
  }

  async #open(): Promise<Connection> {
    this.#inUse += 1;
    try {
      return await this.#options.open(() => this.#options.onLost());
    } catch (error) {
      this.#inUse -= 1;
      this.#serveNext();
      if (this.#inUse === 0) this.#whenUnused?.();
      throw error;
    }
  }

  #wait(): Promise<Connection> {
    const { clock, maxWaiting, maxWaitMs, poolSize } = this.#options;
    if (this.#waiters.size >= maxWaiting) {
      const text = `${this.#waiters.size} requests wait for PostgreSQL, limit is ${maxWaiting}`;
      throw new AppError("unavailable", text);
    }
    return new Promise((resolve, reject) => {
      let cancel: Cancel = () => undefined;
      let hasLeft = false;
      const leave = (): void => {
        hasLeft = true;
        cancel();
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter<Connection> = {
        take: (connection) => {
          if (hasLeft) return false;
          leave();
          resolve(connection);
          return true;
        },
        fail: (reason: unknown) => {
          leave();
          reject(AppError.from(reason));
        },
      };
      this.#waiters.add(waiter);
      cancel = clock.after(maxWaitMs, () => {
        const text = `none of ${poolSize} connections to PostgreSQL was free within ${maxWaitMs} ms`;
        waiter.fail(new AppError("unavailable", text));
      });
    });
  }

  #serveNext(): void {
    const [waiter] = this.#waiters;
    if (waiter === undefined || this.#closed) return;
    const idle = this.#takeIdle();
    if (idle !== undefined) {
      waiter.take(idle);
      return;
    }
    if (this.#inUse >= this.#options.poolSize) return;
    this.#waiters.delete(waiter);
    this.#open().then(
      (connection) => {
        if (!waiter.take(connection)) this.giveBack(connection);
      },
      (reason: unknown) => waiter.fail(reason),
    );
  }
}
