import { startPostgres, type StartedPostgres } from "../../src/testing/index.js";

/** Where the tests of this folder find a server. */
export interface GivenServer {
  readonly url: string;
  /** Our own one, which may be stopped; absent when the server was given. */
  readonly own?: StartedPostgres;
  close(): Promise<void>;
}

/**
 * `SIGNALBOX_TEST_POSTGRES_URL` names a server where databases may be created; else one is started, where PostgreSQL is
 * installed.
 *
 * @returns `undefined` when there is none
 * @throws Error then, when `SIGNALBOX_TEST_REQUIRE` lists `postgres`: the tests may not be left out
 */
export async function givenServer(): Promise<GivenServer | undefined> {
  const url = process.env["SIGNALBOX_TEST_POSTGRES_URL"];
  if (url !== undefined && url !== "") return { url, close: () => Promise.resolve() };
  const own = await startPostgres(process.env["PATH"] ?? "");
  if (own !== undefined) return { url: own.url, own, close: () => own.close() };
  const required = process.env["SIGNALBOX_TEST_REQUIRE"]?.split(",") ?? [];
  if (required.includes("postgres")) {
    throw new Error("SIGNALBOX_TEST_REQUIRE lists postgres, but no PostgreSQL is installed here");
  }
  return undefined;
}
