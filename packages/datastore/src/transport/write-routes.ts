import type { GzipLimits, HotReply, HotRoutes, RequestHead } from "@signalbox/http-server";
import type { ApiAnswer, ApiRequest } from "../api/api-request.js";
import type { Scope } from "../api/caller.js";
import { readTarget } from "../read/http/target.js";
import type { WholeApi } from "./api.js";
import type { Gate } from "./gate.js";
import { originOf } from "../read/http/origin-of.js";
import { behindPrefix } from "./path-prefix.js";

const JSON_TYPE = "application/json; charset=utf-8";
const WRITES = new Set(["POST", "PUT", "DELETE"]);
const BELOW = "/ingest";

export interface WriteRoutesOptions {
  readonly api: WholeApi;
  readonly gate: Gate;
  readonly prefix: string;
  readonly maxBodyBytes: number;
  readonly gzip: GzipLimits;
  readonly onAnswered: (scope: Scope | "none", status: number) => void;
}

/** Writes, which come often and have large bodies, past express. */
export class WriteRoutes implements HotRoutes {
  readonly readsHead = true;
  readonly maxBodyBytes: number;
  readonly gzip: GzipLimits;
  readonly #options: WriteRoutesOptions;

  constructor(options: WriteRoutesOptions) {
    this.#options = options;
    this.maxBodyBytes = options.maxBodyBytes;
    this.gzip = options.gzip;
  }

  readonly claims = (method: string, path: string): boolean => {
    if (!WRITES.has(method)) return false;
    const target = behindPrefix(path, this.#options.prefix);
    return target !== undefined && readTarget(target).path.startsWith(`${BELOW}/`);
  };

  readonly handle = (
    method: string,
    path: string,
    body: Buffer,
    reply: HotReply,
    head: RequestHead,
  ): boolean => {
    const { gate, prefix } = this.#options;
    const target = behindPrefix(path, prefix) ?? path;
    const originUrl = originOf(readTarget(target).path);
    const wanted = { scope: "write", accept: head.get("accept"), originUrl } as const;
    const passage = gate.pass(reply.connection, wanted);
    if (!passage.caller) {
      this.#send(reply, passage.refusal);
      return true;
    }
    const end = new AbortController();
    const forget = reply.connection.onClose(() => end.abort());
    const request: ApiRequest = {
      method,
      target,
      // The body is inflated already.
      header: (name) => (name === "content-encoding" ? undefined : head.get(name)),
      body,
      caller: passage.caller,
      signal: end.signal,
    };
    void this.#answer(request, originUrl, reply).finally(forget);
    return true;
  };

  async #answer(request: ApiRequest, path: string, reply: HotReply): Promise<void> {
    try {
      this.#send(reply, await this.#options.api.answer(request, path));
    } catch (reason) {
      reply.fail(reason);
    }
  }

  #send(reply: HotReply, { status, contentType, headers, body }: ApiAnswer): void {
    if (typeof body !== "string" && !Buffer.isBuffer(body))
      throw new Error("the answer to a write is not whole");
    const type = status === 204 ? "" : (contentType ?? JSON_TYPE);
    reply.send(status, body, type, headers);
    this.#options.onAnswered("write", status);
  }
}
