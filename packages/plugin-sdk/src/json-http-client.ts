import { ConnectionSlots, type Slot } from "./connection-slots.js";
import { ParamError, TransportError } from "./errors.js";
import {
  exchange,
  type ExchangeTarget,
  type HttpMessage,
  type HttpReply,
} from "./http-exchange.js";
import type { ResolvedClientOptions } from "./client-options.js";

/** How one call may differ from the client's settings. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** The connection to use if it is free. */
  readonly preferred?: Slot | undefined;
}

export interface ReplyOnSlot extends HttpReply {
  /** The connection the reply came in on. */
  readonly slot: Slot;
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const MIN_ATTEMPT_MS = 250;

function parsePort(port: number | string | undefined, isTls: boolean): number {
  if (port === undefined || port === "") return isTls ? HTTPS_PORT : HTTP_PORT;
  const value = Number(port);
  if (Number.isInteger(value) && value > 0 && value <= 65_535) return value;
  throw new ParamError(`port must be a number from 1 to 65535, got ${port}`);
}

function parseHost(host: string): string {
  if (typeof host === "string" && host !== "") return host;
  throw new ParamError(`host must be a non-empty string, got ${JSON.stringify(host)}`);
}

/** JSON requests to one server over a bounded set of kept-alive connections. Close it with `close`. */
export class JsonHttpClient {
  readonly #target: ExchangeTarget;
  readonly #slots: ConnectionSlots;
  readonly #maxSends: number;
  readonly #signal: AbortSignal | undefined;

  constructor(host: string, port: number | string | undefined, options: ResolvedClientOptions) {
    const { tls, connectionTimeoutMs, networkTimeoutMs, maxReplyBytes } = options;
    const isTls = tls !== undefined;
    this.#target = {
      ...{ host: parseHost(host), port: parsePort(port, isTls), isTls },
      ...{ connectionTimeoutMs, networkTimeoutMs, maxReplyBytes },
    };
    this.#maxSends = options.concurrency + 1;
    this.#signal = options.signal;
    // A name with several addresses: each gets a share of the whole time, so that one dead address is survived.
    const autoSelectFamilyAttemptTimeout = Math.max(
      MIN_ATTEMPT_MS,
      Math.ceil(connectionTimeoutMs / 4),
    );
    this.#slots = new ConnectionSlots({
      concurrency: options.concurrency,
      maxQueuedCalls: options.maxQueuedCalls,
      createAgent: (agentOptions) => {
        const all = { ...agentOptions, autoSelectFamilyAttemptTimeout };
        if (!tls) return new (process.getBuiltinModule("node:http").Agent)(all);
        const given = Object.fromEntries(
          Object.entries(tls).filter(([, value]) => value !== undefined),
        );
        return new (process.getBuiltinModule("node:https").Agent)({ ...all, ...given });
      },
    });
  }

  /** @throws TransportError when no whole reply came; the signal's reason when aborted. */
  async post(path: string, fields: object, call: CallOptions = {}): Promise<ReplyOnSlot> {
    const body = Buffer.from(JSON.stringify(fields), "utf8");
    return this.#send({ method: "POST", path, body }, call);
  }

  /** @throws TransportError when no whole reply came; the signal's reason when aborted. */
  async get(path: string, call: CallOptions = {}): Promise<ReplyOnSlot> {
    return this.#send({ method: "GET", path }, call);
  }

  /** Ends every connection; calls in flight, waiting or made later fail with `ECLOSED`. */
  close(): void {
    this.#slots.close();
  }

  async #send(message: HttpMessage, call: CallOptions): Promise<ReplyOnSlot> {
    const signal = this.#signalFor(call.signal);
    const slot = await this.#slots.acquire(call.preferred, signal);
    try {
      return { ...(await this.#sendUntilAnswered(slot, message, signal)), slot };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (this.#slots.isClosed) throw new TransportError("ECLOSED", "client is closed");
      throw error;
    } finally {
      this.#slots.release(slot);
    }
  }

  /**
   * A server may close an idle connection while our request is on its way. Nothing of a reply has come then, so the same
   * request is sent again on a new connection. Source: reference cache-manager 1.4.
   */
  async #sendUntilAnswered(
    slot: Slot,
    message: HttpMessage,
    signal: AbortSignal | undefined,
  ): Promise<HttpReply> {
    for (let sends = 1; ; sends += 1) {
      try {
        return await exchange(slot.agent, this.#target, message, signal);
      } catch (error) {
        const mayResend = error instanceof TransportError && error.isResendable;
        if (!mayResend || sends >= this.#maxSends || this.#slots.isClosed) throw error;
      }
    }
  }

  #signalFor(ofCall: AbortSignal | undefined): AbortSignal | undefined {
    if (ofCall && this.#signal) return AbortSignal.any([ofCall, this.#signal]);
    return ofCall ?? this.#signal;
  }
}
