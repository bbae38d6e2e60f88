/** The lock that came with an answer. `token` and `leaseS` are missing when the server does not know lock tokens. */
export interface GrantedLock {
  readonly token?: string;
  /** Seconds until the server passes the lock on, unless it is renewed. */
  readonly leaseS?: number;
}

/** What a read found. With `lock` the caller must fill the key or release it. */
export interface CacheAnswer {
  readonly data?: string;
  readonly lock?: GrantedLock;
  /** `data` is past its lifetime, served because it was stored with a stale time. */
  readonly isStale: boolean;
  /** Epoch seconds at which the entry dies; 0 when there is none. */
  readonly expiresAtS: number;
}

/** How long an entry lives. */
export interface Lifetime {
  readonly ttlS: number;
  /** How long after `ttlS` it may still be served while, or because, it could not be refreshed. */
  readonly staleS?: number;
}

export interface SetOptions extends Lifetime {
  readonly lockToken?: string;
  readonly isFailure?: boolean;
}

/**
 * The cache manager as the commands see it. Every call rejects when the server cannot be reached, refuses, or answers
 * with nonsense; the message is one line.
 */
export interface CacheClient {
  /** @param waitS Longest wait for someone else's fill in seconds; 0 reads without ever taking the lock. */
  get(key: string, waitS: number): Promise<CacheAnswer>;
  /**
   * @param options.isFailure The data tells of a failure: the server keeps an older, good value instead, and hands out
   * no lock for the key until `ttlS` has passed.
   * @returns false when a newer holder has the lock and the data was therefore dropped.
   */
  set(key: string, data: string, options: SetOptions): Promise<boolean>;
  remove(key: string): Promise<void>;
  release(key: string, lockToken: string): Promise<void>;
  renew(key: string, lockToken: string): Promise<void>;
  /** The server's status reply as it came. */
  status(): Promise<unknown>;
  /** Drops the connection; calls still under way are rejected. */
  close(): void;
}
