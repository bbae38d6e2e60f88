import { readFile } from "node:fs/promises";
import { AppError } from "@signalbox/errors";
import { CacheManagerClient, type GetDataReply } from "@signalbox/plugin-sdk";
import type { Connection, TlsFiles } from "./args/connection.js";
import type { CacheAnswer, CacheClient, GrantedLock } from "./cache-client.js";

/** Longest time to a standing connection, in seconds: a check must not lose more to a cache that is not there. */
export const CONNECT_LIMIT_S = 1;
/** On top of the longest wait asked for: the silence after which the server counts as gone. */
const NETWORK_GRACE_S = 2;

async function pem(file: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    throw new AppError("not_found", `cannot read ${file}`, { cause: error });
  });
}

/** The PEM files of a connection, read. @throws AppError `not_found` naming a file that cannot be read. */
export async function readTlsFiles({ caFile, certFile, keyFile }: TlsFiles) {
  return {
    ...(caFile === undefined ? {} : { ca: await pem(caFile) }),
    ...(certFile === undefined ? {} : { cert: await pem(certFile) }),
    ...(keyFile === undefined ? {} : { key: await pem(keyFile) }),
  };
}

function grantedLock(reply: GetDataReply): GrantedLock {
  const { lock_token: token, lease: leaseS } = reply;
  return {
    ...(typeof token === "string" ? { token } : {}),
    ...(typeof leaseS === "number" ? { leaseS } : {}),
  };
}

function answerFrom(reply: GetDataReply): CacheAnswer {
  return {
    ...(typeof reply.data === "string" ? { data: reply.data } : {}),
    ...(reply.lock ? { lock: grantedLock(reply) } : {}),
    isStale: reply.stale === true,
    expiresAtS: typeof reply.expiry === "number" ? reply.expiry : 0,
  };
}

async function connect(connection: Connection, maxWaitS: number): Promise<CacheManagerClient> {
  const { host, port, namespace, tls } = connection;
  return new CacheManagerClient(host, port, namespace, {
    connectionTimeout: CONNECT_LIMIT_S,
    networkTimeout: maxWaitS + NETWORK_GRACE_S,
    https: tls !== undefined,
    ...(tls === undefined ? {} : await readTlsFiles(tls)),
  });
}

/**
 * A client for one cache manager. The caller closes it. Nothing is read or connected before the first call, which also
 * rejects with AppError `not_found` when a TLS file cannot be read.
 *
 * @param maxWaitS The longest wait that will be asked for, in seconds.
 */
export function createCacheClient(connection: Connection, maxWaitS: number): CacheClient {
  let connected: Promise<CacheManagerClient> | undefined;
  const sdk = (): Promise<CacheManagerClient> => (connected ??= connect(connection, maxWaitS));
  return {
    get: async (key, waitS) =>
      answerFrom(await (await sdk()).getData(key, { maxWaitTime: waitS, lockToken: true })),
    set: async (key, data, { ttlS, staleS, lockToken, isFailure }) => {
      const options = { ttl: ttlS, staleTtl: staleS, lockToken, error: isFailure };
      const reply = await (await sdk()).setData(key, data, options);
      return typeof reply !== "object" || reply.stored;
    },
    remove: async (key) => {
      await (await sdk()).deleteData(key);
    },
    release: async (key, lockToken) => {
      await (await sdk()).releaseLock(key, lockToken);
    },
    renew: async (key, lockToken) => {
      await (await sdk()).renewLock(key, lockToken);
    },
    status: async () => (await sdk()).status(),
    close: () => {
      connected?.then(
        (client) => client.close(),
        () => undefined,
      );
    },
  };
}
