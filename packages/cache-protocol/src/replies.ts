/** The reply to a hit is `HIT_HEAD`, the data's literal, `,"lock":false,"expiry":` seconds, `}`; it is stored as such. */
const HIT_HEAD = Buffer.from('{"data":');
const HIT_TAIL = ',"lock":false,"expiry":';
const ERROR_END = ',"error":true}';

/** A miss, or the end of a wait: no data and no lock. */
export const EMPTY_REPLY = Buffer.from('{"data":null,"lock":false,"expiry":0}');
/** A stored value. Source: reference cache-manager 1.2. */
export const OK_REPLY = Buffer.from('"ok"');

/** A lock as the reply tells it. */
export interface LockReply {
  /** Only for callers that asked for it. */
  readonly token: string | undefined;
  readonly leaseMs: number;
}

/**
 * The whole reply to a hit in pieces, made when the value is stored; the data is not copied.
 *
 * @param dataLiteral The data as a JSON string literal.
 * @param expirySeconds Epoch seconds at which the value stops being fresh.
 * @param isError Whether the value tells of a failure; the reply then says `"error":true`.
 */
export function hitParts(
  dataLiteral: Buffer,
  expirySeconds: number,
  isError = false,
): readonly Buffer[] {
  const tail = `${HIT_TAIL}${expirySeconds}${isError ? ERROR_END : "}"}`;
  return [HIT_HEAD, dataLiteral, Buffer.from(tail, "latin1")];
}

/** The same in one piece. */
export function hitReply(dataLiteral: Buffer, expirySeconds: number, isError = false): Buffer {
  return Buffer.concat(hitParts(dataLiteral, expirySeconds, isError));
}

/** The data's literal out of a reply that `hitReply` made. */
export function dataLiteralOf(hit: Buffer): Buffer {
  // The tail is searched from the end: what it consists of cannot occur inside a string literal unescaped behind it.
  return hit.subarray(HIT_HEAD.length, hit.lastIndexOf(HIT_TAIL));
}

function expiryOf(hit: Buffer): number {
  return Number.parseInt(hit.toString("latin1", hit.lastIndexOf(HIT_TAIL) + HIT_TAIL.length), 10);
}

/** Whether a reply that `hitReply` made holds a value that tells of a failure. */
export function isErrorReply(hit: Buffer): boolean {
  return hit.toString("latin1", hit.length - ERROR_END.length) === ERROR_END;
}

/** A stale value, told as such. */
export function staleReply(hit: Buffer): Buffer {
  return Buffer.concat([hit.subarray(0, -1), Buffer.from(',"stale":true}')]);
}

/** The lock, with the older value beside it when there is one to fall back on. */
export function lockReply(lock: LockReply, hit: Buffer | undefined, isStale: boolean): Buffer {
  const data = hit ? dataLiteralOf(hit) : Buffer.from("null");
  const expiry = hit ? expiryOf(hit) : 0;
  const token =
    lock.token === undefined
      ? ""
      : `,"lock_token":${JSON.stringify(lock.token)},"lease":${lock.leaseMs / 1000}`;
  const error = hit && isErrorReply(hit) ? ',"error":true' : "";
  const stale = isStale ? ',"stale":true' : "";
  const tail = `,"lock":true,"expiry":${expiry}${error}${stale}${token}}`;
  return Buffer.concat([HIT_HEAD, data, Buffer.from(tail)]);
}

export const storedReply = (stored: boolean): Buffer => Buffer.from(JSON.stringify({ stored }));
export const deletedReply = (deleted: boolean): Buffer => Buffer.from(JSON.stringify({ deleted }));
export const releasedReply = (released: boolean): Buffer =>
  Buffer.from(JSON.stringify({ released }));

/** @param leaseMs Length of the new lease; undefined: the lock was not the caller's. */
export function renewedReply(leaseMs: number | undefined): Buffer {
  const renewed = leaseMs !== undefined;
  return Buffer.from(JSON.stringify({ renewed, lease: renewed ? leaseMs / 1000 : 0 }));
}
