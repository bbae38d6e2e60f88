import type { Claim, LockTarget, NamespaceReader } from "@signalbox/cache-core";
import {
  deletedReply,
  OK_REPLY,
  readGetRequest,
  readKeyRequest,
  readSetRequest,
  readSetTarget,
  releasedReply,
  renewedReply,
  RequestFields,
  staleReply,
  storedReply,
  type KeyRequest,
  type SetRequest,
} from "@signalbox/cache-protocol";
import { AppError } from "@signalbox/errors";
import type { HotReply, HotRoutes } from "@signalbox/http-server";
import type { CacheEngine } from "./cache-engine.js";
import type { CacheCounts } from "./counts.js";
import { HttpAsker } from "./http-asker.js";
import type { LimitNotices } from "./limit-notices.js";
import type { LockTokens } from "./lock-token.js";
import type { Tracer } from "./tracer.js";

const OK_STATUS = 200;
type Handler = (body: Buffer, reply: HotReply) => void;

export interface HotApiOptions {
  readonly engine: CacheEngine;
  /** Asked at each request: a reload changes the keys. */
  readonly namespaces: () => NamespaceReader;
  readonly tokens: LockTokens;
  readonly counts: CacheCounts;
  readonly trace: Tracer;
  readonly limitNotices: LimitNotices;
  readonly maxBodyBytes: number;
}

/** The calls that plugins make. No promise, no framework, no allocation that can be spared. */
export class HotApi implements HotRoutes {
  readonly maxBodyBytes: number;
  readonly #options: HotApiOptions;
  readonly #handlers: ReadonlyMap<string, Handler>;

  constructor(options: HotApiOptions) {
    this.#options = options;
    this.maxBodyBytes = options.maxBodyBytes;
    this.#handlers = new Map<string, Handler>([
      ["/get_data", (body, reply) => this.#get(body, reply)],
      ["/set_data", (body, reply) => this.#set(body, reply)],
      ["/delete_data", (body, reply) => this.#delete(body, reply)],
      ["/release_lock", (body, reply) => this.#release(body, reply)],
      ["/renew_lock", (body, reply) => this.#renew(body, reply)],
    ]);
  }

  claims(method: string, path: string): boolean {
    return method === "POST" && this.#handlers.has(path);
  }

  handle(_method: string, path: string, body: Buffer, reply: HotReply): boolean {
    const handler = this.#handlers.get(path);
    if (!handler) return false;
    try {
      handler(body, reply);
    } catch (reason) {
      const error = AppError.from(reason);
      this.#countRefused(error);
      this.#options.trace.failed(path, error);
      reply.fail(reason);
    }
    return true;
  }

  #get(body: Buffer, reply: HotReply): void {
    const request = readGetRequest(body);
    const target = this.#currentTarget(request);
    const asker = new HttpAsker(reply, request, this.#options.tokens);
    const result = this.#options.engine.read(target, asker);
    this.#options.trace.read(target, result);
    const limit = this.#options.counts.takeQuotaReached();
    if (limit) this.#options.limitNotices.reached(limit, target);
    if (result === undefined) return;
    if (result.kind === "answer") asker.answer(result.answer);
    else if (result.kind === "refresh") asker.sendLock(result.answer, result.reply, result.isStale);
    else reply.send(OK_STATUS, result.isStale ? staleReply(result.reply) : result.reply);
  }

  #set(body: Buffer, reply: HotReply): void {
    const { fields, asked, target, claim } = this.#setTarget(body, reply);
    const request = this.#setRequest(fields, target, claim);
    const result = this.#options.engine.set(target, request, claim);
    this.#options.trace.set(target, result.isStored);
    if (!result.isStored) this.#options.counts.countRefused("stale_token");
    const hasToken = asked.lockToken !== undefined;
    reply.send(OK_STATUS, hasToken ? storedReply(result.isStored) : OK_REPLY);
    result.wake();
  }

  /** A set that does not say, in a way that can be read or accepted, which key it is for: its sender's locks are all freed. */
  #setTarget(
    body: Buffer,
    reply: HotReply,
  ): { fields: RequestFields; asked: KeyRequest; target: LockTarget; claim: Claim } {
    try {
      const fields = new RequestFields(body);
      const asked = readSetTarget(fields);
      const claim = this.#claim(asked, reply);
      return { fields, asked, claim, target: this.#targetOfHolder(asked, claim) };
    } catch (reason) {
      this.#options.engine.refuseAllOf(reply.connection);
      throw reason;
    }
  }

  #setRequest(fields: RequestFields, target: LockTarget, claim: Claim): SetRequest {
    try {
      return readSetRequest(fields);
    } catch (reason) {
      this.#options.engine.refuseSet(target, claim, AppError.from(reason));
      throw reason;
    }
  }

  #delete(body: Buffer, reply: HotReply): void {
    const target = this.#currentTarget(readKeyRequest(body));
    const deleted = this.#options.engine.delete(target);
    this.#options.trace.called("/delete_data", target, deleted ? "deleted" : "nothing there");
    reply.send(OK_STATUS, deletedReply(deleted));
  }

  #release(body: Buffer, reply: HotReply): void {
    const request = readKeyRequest(body);
    const claim = this.#claim(request, reply);
    const target = this.#targetOfHolder(request, claim);
    const released = this.#options.engine.release(target, claim);
    this.#options.trace.called("/release_lock", target, released ? "released" : "not the holder");
    reply.send(OK_STATUS, releasedReply(released));
  }

  #renew(body: Buffer, reply: HotReply): void {
    const request = readKeyRequest(body);
    const claim = this.#claim(request, reply);
    const target = this.#targetOfHolder(request, claim);
    const leaseMs = this.#options.engine.renew(target, claim);
    this.#options.trace.called(
      "/renew_lock",
      target,
      leaseMs === undefined ? "not the holder" : "renewed",
    );
    reply.send(OK_STATUS, renewedReply(leaseMs));
  }

  #claim(request: KeyRequest, reply: HotReply): Claim {
    return { epoch: this.#options.tokens.read(request.lockToken), owner: reply.connection };
  }

  #currentTarget(request: LockTarget): LockTarget {
    const namespace = this.#options.namespaces().openCurrent(request.namespace);
    return { namespace, key: request.key };
  }

  /**
   * A fetch may outlast its namespace token: whoever holds the lock may still end it with an old one. Nobody else may, or a
   * captured token would be good for ever.
   */
  #targetOfHolder(request: LockTarget, claim: Claim): LockTarget {
    const namespaces = this.#options.namespaces();
    const { name, isCurrent } = namespaces.open(request.namespace);
    const target = { namespace: name, key: request.key };
    if (isCurrent || this.#options.engine.isHeldBy(target, claim)) return target;
    throw namespaces.outOfDate();
  }

  #countRefused(error: AppError): void {
    const { counts } = this.#options;
    if (error.code === "item_too_large") counts.countRefused("oversize");
    else if (error.code === "permission_denied") counts.countRefused("namespace");
    else if (error.code === "invalid_argument") counts.countRefused("malformed");
  }
}
