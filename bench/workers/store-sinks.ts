import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { systemClock } from "@signalbox/clock";
import { openSqliteStore } from "@signalbox/timeseries-store";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { copyHeader, copyRows, copyTrailer } from "./copy-rows.js";
import { pointsOf, type Run } from "./store-points.js";

/** Where a benchmark writes points. */
export interface Sink {
  /** Resolves when the batch is acknowledged. */
  put(batch: readonly Run[]): Promise<void>;
  /** Resolves when all is acknowledged. */
  finish(): Promise<void>;
  /** Does what the engine has put off. */
  settle(): Promise<void>;
  count(): Promise<number>;
  close(): Promise<void>;
}

export interface SinkOptions {
  /** `copy-once`: all batches in a single COPY. */
  readonly engine: "embedded" | "copy" | "copy-once";
  /** `full` is `synchronous_commit = on`, `normal` off. */
  readonly durability: "full" | "normal";
  /** File of the embedded store, or URL of PostgreSQL. */
  readonly where: string;
  readonly table: string;
  readonly writers: number;
}

export function openSink(options: SinkOptions): Promise<Sink> {
  return options.engine === "embedded" ? embeddedSink(options) : copySink(options);
}

async function embeddedSink({ where: file, durability }: SinkOptions): Promise<Sink> {
  const store = await openSqliteStore({ file, durability, clock: systemClock });
  return {
    put: async (batch) => {
      await store.series.put(batch.map(pointsOf));
    },
    finish: () => Promise.resolve(),
    settle: () => store.compact(),
    count: async () => (await store.stats()).points,
    close: () => store.close(),
  };
}

async function copySink(options: SinkOptions): Promise<Sink> {
  const { table, writers, engine } = options;
  const clients = await Promise.all(Array.from({ length: writers }, () => connect(options)));
  const [first] = clients;
  if (first === undefined) throw new Error("there is no writer");
  await first.query(
    `create table ${table} (s integer not null, ts bigint not null, v double precision not null, primary key (s, ts))`,
  );
  await first.query("checkpoint");
  const text = `copy ${table} (s, ts, v) from stdin (format binary)`;
  const writing = engine === "copy" ? copyEach(clients, text) : copyOnce(first, text);
  const count = async (): Promise<number> => {
    const { rows } = await first.query<{ n: string }>(`select count(*) as n from ${table}`);
    return Number(rows[0]?.n);
  };
  return {
    ...writing,
    settle: async () => {
      await first.query("checkpoint");
    },
    count,
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

async function connect({ where, durability }: SinkOptions): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: where });
  await client.connect();
  await client.query(`set synchronous_commit = ${durability === "full" ? "on" : "off"}`);
  return client;
}

/** A COPY for each batch, on whichever connection is free; there are as many as writers. */
function copyEach(clients: pg.Client[], text: string): Pick<Sink, "put" | "finish"> {
  const free = [...clients];
  return {
    put: async (batch) => {
      const client = free.pop();
      if (client === undefined) throw new Error("more batches at once than writers");
      const pieces = [copyHeader(), copyRows(batch), copyTrailer()];
      await pipeline(pieces, client.query(copyFrom(text)));
      free.push(client);
    },
    finish: () => Promise.resolve(),
  };
}

function copyOnce(client: pg.Client, text: string): Pick<Sink, "put" | "finish"> {
  const stream = client.query(copyFrom(text));
  stream.write(copyHeader());
  return {
    put: async (batch) => {
      if (!stream.write(copyRows(batch))) await once(stream, "drain");
    },
    finish: async () => {
      const finished = once(stream, "finish");
      stream.end(copyTrailer());
      await finished;
    },
  };
}
