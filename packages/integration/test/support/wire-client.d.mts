export interface WireClientOptions {
  readonly host?: string;
  readonly port: number;
  readonly namespace: string;
  /** Default 1: three sends of a request at most. */
  readonly concurrency?: number;
  /** Longest silence while a reply is awaited. Default 30 s. */
  readonly networkTimeoutMs?: number;
}

export interface GetReply {
  readonly data: string | null;
  readonly lock: boolean;
  readonly expiry: number;
  readonly lock_token?: string;
  /** Seconds. */
  readonly lease?: number;
}

/** The client's error for a reply outside 200-299. */
export interface ResultFailure extends Error {
  readonly code: "ERESULT";
  readonly status: number;
  readonly body: string;
}

export class WireClient {
  constructor(options: WireClientOptions);
  readonly sends: number;
  readonly connections: number;
  getData(key: string, maxWaitTime?: number, extra?: object): Promise<GetReply>;
  setData(key: string, data: unknown, ttl?: number, extra?: object): Promise<unknown>;
  call(path: string, key: string, extra?: object): Promise<unknown>;
  post(path: string, fields: object): Promise<unknown>;
  status(): Promise<unknown>;
  connect(): Promise<void>;
  closed(): Promise<void>;
  destroy(): void;
}

export function requestBytes(request: {
  method: string;
  path: string;
  host: string;
  port: number | string;
  body?: string;
}): string;
