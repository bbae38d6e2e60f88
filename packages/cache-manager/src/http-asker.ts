import type { Answer, Asker, LockOwner } from "@signalbox/cache-core";
import { EMPTY_REPLY, lockReply, type GetRequest } from "@signalbox/cache-protocol";
import type { HotReply } from "@signalbox/http-server";
import type { LockTokens } from "./lock-token.js";

const OK_STATUS = 200;

/** A get request that may have to wait: turns the answer of the locks into a reply. */
export class HttpAsker implements Asker {
  readonly #reply: HotReply;
  /** Undefined when the caller did not ask for a token. */
  readonly #tokens: LockTokens | undefined;

  readonly waitMs: number;
  readonly isDetached: boolean;

  constructor(reply: HotReply, request: GetRequest, tokens: LockTokens) {
    this.#reply = reply;
    this.waitMs = request.waitMs;
    this.isDetached = request.isDetached;
    this.#tokens = request.wantsLockToken ? tokens : undefined;
  }

  get owner(): LockOwner {
    return this.#reply.connection;
  }

  get isOpen(): boolean {
    return this.#reply.isOpen;
  }

  answer(answer: Answer): void {
    switch (answer.kind) {
      case "value":
        this.#reply.send(OK_STATUS, answer.value);
        return;
      case "lock":
        this.sendLock(answer, undefined, false);
        return;
      case "empty":
        this.#reply.send(OK_STATUS, EMPTY_REPLY);
        return;
      case "refused":
        this.#reply.fail(answer.error);
    }
  }

  /** Sends the lock, beside the value to fall back on when there is one. */
  sendLock(answer: Answer & { kind: "lock" }, hit: Buffer | undefined, isStale: boolean): void {
    const { epoch, leaseMs } = answer.grant;
    const token = this.#tokens?.write(epoch);
    this.#reply.send(OK_STATUS, lockReply({ token, leaseMs }, hit, isStale));
  }
}
