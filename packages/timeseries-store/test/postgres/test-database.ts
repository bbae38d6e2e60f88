import { randomUUID } from "node:crypto";
import { systemClock } from "@signalbox/clock";
import pg from "pg";
import { openPostgresStore, type PostgresStoreOptions } from "../../src/index.js";
import type { OpenedStore } from "../contract/opened-store.js";

export type StoreOptions = Partial<PostgresStoreOptions>;

/** A database of its own on a server; each store gets a schema in it, which is quicker to make than a database. */
export class TestDatabase {
  /** Of the database. */
  readonly url: string;
  readonly #serverUrl: string;
  readonly #name = `signalbox_test_${plainUuid()}`;

  constructor(serverUrl: string) {
    this.#serverUrl = serverUrl;
    const url = new URL(serverUrl);
    url.pathname = `/${this.#name}`;
    this.url = url.href;
  }

  async create(): Promise<void> {
    await runSql(this.#serverUrl, `create database ${this.#name}`);
  }

  async drop(): Promise<void> {
    await runSql(this.#serverUrl, `drop database if exists ${this.#name} with (force)`);
  }

  /** A name no other test uses. */
  newSchema(): string {
    return `s_${plainUuid()}`;
  }

  sql(text: string): Promise<readonly Record<string, unknown>[]> {
    return runSql(this.url, text);
  }

  async openStore(options: StoreOptions = {}): Promise<OpenedStore> {
    const { schema = this.newSchema() } = options;
    const open = () =>
      openPostgresStore({ url: this.url, clock: systemClock, poolSize: 4, ...options, schema });
    let store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await open();
        return store;
      },
      dispose: async () => {
        await store.close();
        await this.sql(`drop schema if exists ${schema} cascade`);
      },
    };
  }
}

/** In a session of its own. */
export async function runSql(
  url: string,
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

function plainUuid(): string {
  return randomUUID().replaceAll("-", "");
}
