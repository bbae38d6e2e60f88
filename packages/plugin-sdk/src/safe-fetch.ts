import type { CacheManagerClient, GetDataReply } from "./cache-manager-client.js";
import { asCachedError, errorMessage, errorRecord, type ErrorRecord } from "./cached-error.js";
import { parseStored, readOrExplain, requireLockField, storedText } from "./cached-text.js";
import { ResultError, TransportError } from "./errors.js";
import type { FetchPlan } from "./fetch-options.js";
import { strictJsonText } from "./json-text.js";
import { startHeartbeat } from "./lock-heartbeat.js";
import { openText, sealText } from "./value-seal.js";

/** The client, what was asked, and the name under which it is stored. */
interface Fetch {
  readonly client: CacheManagerClient;
  readonly plan: FetchPlan;
  readonly hashedKey: string;
  readonly func: () => unknown;
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(errorMessage(reason), { cause: reason });

async function read({ client, plan, hashedKey }: Fetch): Promise<GetDataReply> {
  const signal = plan.giveUpMs === undefined ? undefined : AbortSignal.timeout(plan.giveUpMs);
  try {
    return await client.getData(hashedKey, { maxWaitTime: plan.wait, lockToken: true, signal });
  } catch (error) {
    if (signal?.aborted) throw new TransportError("ETIMEDOUT", "timed out");
    throw error;
  }
}

function valueOf(fetch: Fetch, reply: GetDataReply): unknown {
  const { plan, hashedKey } = fetch;
  const stored = storedText(reply);
  const text = plan.secret === undefined ? stored : openText(stored, plan.secret, hashedKey);
  return parseStored(text);
}

/** What to do with a reply: hand on its value, raise its recorded failure, or fill the key. */
type Answer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "failure"; readonly error: Error }
  | { readonly kind: "fill"; readonly reply: GetDataReply };

async function ask(fetch: Fetch): Promise<Answer> {
  const reply = requireLockField(await readOrExplain(() => read(fetch)));
  if (reply.lock) return { kind: "fill", reply };
  const value = valueOf(fetch, reply);
  const error = asCachedError(value);
  if (error) return fetch.plan.raiseErrors ? { kind: "failure", error } : { kind: "value", value };
  if (!fetch.plan.validate(value)) throw new ResultError("the cached value is refused by validate");
  return { kind: "value", value };
}

async function store(fetch: Fetch, text: string, reply: GetDataReply, error: boolean) {
  const { client, plan, hashedKey } = fetch;
  const data = plan.secret === undefined ? text : sealText(text, plan.secret, hashedKey);
  await client.setData(hashedKey, data, {
    ttl: error ? plan.negativeTtl : plan.ttl,
    lockToken: reply.lock_token,
    ...(plan.staleTtl > 0 && !error ? { staleTtl: plan.staleTtl } : {}),
    error,
  });
}

/** Lets the next waiter try. Failing to is not worth a second error: the lock ends with its lease anyway. */
async function giveBack({ client, hashedKey }: Fetch, reply: GetDataReply): Promise<void> {
  if (reply.lock_token === undefined) return;
  await client.releaseLock(hashedKey, reply.lock_token).catch(() => undefined);
}

/** The value a refreshing caller may fall back on: one that is still fresh, or stale if `staleTtl` allows it. */
function olderValue(fetch: Fetch, reply: GetDataReply): { value: unknown } | undefined {
  if (!reply.data || (reply.stale && fetch.plan.staleTtl === 0)) return undefined;
  try {
    const value = valueOf(fetch, reply);
    return asCachedError(value) ? undefined : { value };
  } catch {
    return undefined; // What cannot be read is no replacement; the function's own error is the news.
  }
}

/**
 * The function failed: record it, or pass the lock on; then return the older value or report the failure. Our server
 * keeps an older value in spite of a record flagged as an error and asks nobody to refresh it for `negativeTtl`.
 */
async function afterFailure(fetch: Fetch, reply: GetDataReply, reason: unknown): Promise<unknown> {
  const { plan } = fetch;
  const older = olderValue(fetch, reply);
  const record: ErrorRecord = errorRecord(reason, plan.raiseErrors);
  if (plan.negativeTtl === 0) await giveBack(fetch, reply);
  else await store(fetch, JSON.stringify(record), reply, true).catch(() => giveBack(fetch, reply));
  if (older) return older.value;
  if (plan.raiseErrors || plan.negativeTtl === 0) throw asError(reason);
  return record;
}

/** Runs the function under the lock, renewing it if asked. */
async function runUnderLock(fetch: Fetch, reply: GetDataReply): Promise<unknown> {
  const { client, plan, hashedKey } = fetch;
  const { lease, lock_token: token } = reply;
  const stop =
    plan.renew && token !== undefined && lease !== undefined && lease > 0
      ? startHeartbeat(lease, () => client.renewLock(hashedKey, token))
      : () => undefined;
  try {
    const value = await fetch.func();
    if (!plan.validate(value)) throw new ResultError("the value is refused by validate");
    return value;
  } finally {
    stop();
  }
}

async function fill(fetch: Fetch, reply: GetDataReply): Promise<unknown> {
  let value: unknown;
  try {
    value = await runUnderLock(fetch, reply);
  } catch (reason) {
    return afterFailure(fetch, reply, reason);
  }
  let text: string;
  try {
    text = strictJsonText(value);
  } catch (mistake) {
    // A mistake in the plugin, not a failure to share with others.
    await giveBack(fetch, reply);
    throw mistake;
  }
  try {
    await store(fetch, text, reply, false);
  } catch (reason) {
    await giveBack(fetch, reply);
    if (!fetch.plan.failOpen) throw reason;
    fetch.plan.onFailOpen(asError(reason));
  }
  return JSON.parse(text);
}

/**
 * Reads a value, or fills it under the lock. The outcomes are described at `CacheManagerHelper.fetch`.
 *
 * @throws ResultError when the cache cannot give or take the value and `failOpen` is off.
 */
export async function safeFetch(fetch: Fetch): Promise<unknown> {
  let answer: Answer;
  try {
    answer = await ask(fetch);
  } catch (reason) {
    if (!fetch.plan.failOpen) throw reason;
    fetch.plan.onFailOpen(asError(reason));
    return fetch.func();
  }
  if (answer.kind === "failure") throw answer.error;
  return answer.kind === "value" ? answer.value : fill(fetch, answer.reply);
}
