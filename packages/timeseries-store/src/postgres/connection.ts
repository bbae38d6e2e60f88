import { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { Client, QueryArrayResult, QueryResult } from "pg";
import type { Driver } from "./load-driver.js";
import { fromPostgres, sqlState } from "./postgres-errors.js";
import type { PostgresTarget } from "./postgres-target.js";
import { safeInteger } from "./safe-integer.js";

export interface ConnectionOptions {
  readonly driver: Driver;
  readonly target: PostgresTarget;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  /** Longest statement; the server ends it, and a server that does not answer is given `GRACE_MS` more. */
  readonly requestTimeoutMs: number;
  /** Settings of the session, as a statement. */
  readonly sessionSql: string;
}

export interface Statement {
  /** Prepared once for each connection under this name. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** How much longer than the server we wait before the connection counts as dead. */
const GRACE_MS = 1000;
const IDLE_STATUS = "I";

/** One session: statements one after the other, each with a deadline. Everything it throws is an AppError. */
export class Connection {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #onLost: () => void;
  #lost = false;

  private constructor(
    client: Client,
    socket: Socket,
    options: ConnectionOptions,
    onLost: () => void,
  ) {
    this.#client = client;
    this.#socket = socket;
    this.#options = options;
    this.#onLost = onLost;
    client.on("error", () => this.destroy());
    client.on("end", () => this.destroy());
  }

  /** @param onLost called once when the session ends otherwise than by `close` */
  static async open(options: ConnectionOptions, onLost: () => void): Promise<Connection> {
    const connectionString = await options.target.connectionString();
    // Our own socket, so that one that hangs can be taken down at any time.
    const socket = new Socket();
    const client = createClient(options, connectionString, socket);
    const connection = new Connection(client, socket, options, onLost);
    try {
      await connection.#inTime(client.connect(), options.connectTimeoutMs);
      await connection.run({ text: options.sessionSql });
    } catch (error) {
      connection.destroy();
      throw error;
    }
    return connection;
  }

  /** False once a statement may no longer be sent: it is lost, or a transaction is left open. */
  get isUsable(): boolean {
    return !this.#lost && this.#client.getTransactionStatus() === IDLE_STATUS;
  }

  /** @param timeoutMs when the statement has a longer time than usual */
  async run<Row extends object>(
    statement: Statement,
    timeoutMs = this.#options.requestTimeoutMs,
  ): Promise<QueryResult<Row>> {
    const { values = [], ...rest } = statement;
    // The driver's type asks for an array it may change; it does not.
    const query = { ...rest, values: values as unknown[] };
    return this.#inTime(this.#client.query<Row, unknown[]>(query), timeoutMs + GRACE_MS);
  }

  /** Rows as arrays: for many of them. */
  async rows<Row extends unknown[]>(statement: Statement): Promise<readonly Row[]> {
    const { values = [], ...rest } = statement;
    const query = { ...rest, values: values as unknown[], rowMode: "array" as const };
    const timeoutMs = this.#options.requestTimeoutMs + GRACE_MS;
    const work: Promise<QueryArrayResult<Row>> = this.#client.query<Row, unknown[]>(query);
    return (await this.#inTime(work, timeoutMs)).rows;
  }

  /** Sends `COPY … FROM STDIN` and what belongs to it. @returns how many rows */
  async copy(text: string, pieces: Iterable<Buffer>): Promise<number> {
    const stream = this.#client.query(this.#options.driver.copyFrom(text));
    await this.#inTime(pipeline(pieces, stream), this.#options.requestTimeoutMs + GRACE_MS);
    return stream.rowCount;
  }

  /** All of `work` or nothing. @param settings statements for this transaction only */
  async transaction<Result>(work: () => Promise<Result>, settings = ""): Promise<Result> {
    await this.run({ text: `begin; ${settings}` });
    try {
      const result = await work();
      const { command } = await this.run({ text: "commit" });
      if (command !== "COMMIT") throw new AppError("internal", "the transaction was not committed");
      return result;
    } catch (error) {
      await this.#rollBack(error);
      throw error;
    }
  }

  async #rollBack(reason: unknown): Promise<void> {
    // Without an answer of the server the connection is down, and the transaction with it.
    if (this.#lost || sqlState(reason) === undefined) {
      this.destroy();
      return;
    }
    try {
      await this.run({ text: "rollback" });
    } catch {
      this.destroy();
    }
  }

  destroy(): void {
    this.#socket.destroy();
    if (this.#lost) return;
    this.#lost = true;
    this.#onLost();
  }

  /** Says goodbye; a server that does not listen is left after the usual time. */
  async close(): Promise<void> {
    if (this.#lost) return;
    this.#lost = true;
    await this.#inTime(this.#client.end(), GRACE_MS).catch(() => undefined);
    this.#socket.destroy();
  }

  #inTime<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
    const { clock, target } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = clock.after(timeoutMs, () => {
        this.destroy();
        const text = `PostgreSQL at ${target.name} did not answer within ${timeoutMs} ms`;
        reject(new AppError("upstream_timeout", text));
      });
      work.finally(cancel).then(resolve, (reason: unknown) => {
        reject(fromPostgres(reason, target.name));
      });
    });
  }
}

function createClient(options: ConnectionOptions, connectionString: string, socket: Socket) {
  try {
    const client = new options.driver.Client({
      connectionString,
      stream: () => socket,
      keepAlive: true,
      statement_timeout: options.requestTimeoutMs,
      application_name: "signalbox",
    });
    // Of this session alone: other users of the driver see nothing of it.
    client.setTypeParser(options.driver.types.builtins.INT8, safeInteger);
    return client;
  } catch (cause) {
    throw new AppError(
      "invalid_argument",
      "the parameters of the URL of PostgreSQL are malformed",
      {
        cause,
      },
    );
  }
}
