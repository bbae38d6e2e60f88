import { connect } from "node:net";
import { clearTimeout, setImmediate, setTimeout } from "node:timers";
import { readReply } from "./http-reply.mjs";
import { pythonJson } from "./python-json.mjs";

const READ_BYTES = 65_536;
const RESENDABLE = new Set(["ECONNRESET", "EPIPE", "ECLOSED"]);

function failure(code, message) {
  return Object.assign(new Error(message), { code });
}

/** A request as bytes. Source: reference cache-manager 1.1, and a capture of the original client with 1.4.4 of its HTTP library. */
export function requestBytes({ method, path, host, port, body }) {
  const lines = [
    `${method} /${path} HTTP/1.1`,
    "user-agent: python/gevent-http-client-1.4.4",
    `referer: ${host}`,
    "content-type: application/json",
    `host: ${host}:${port}`,
  ];
  if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`);
  return `${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

/**
 * The original client, byte for byte as far as the server can tell: its headers and JSON, one connection that is kept,
 * a time-out for each silence, and a request that is sent again when the connection ends before the first byte of a reply.
 */
export class WireClient {
  /** Requests sent, resends included. */
  sends = 0;
  /** Connections opened. */
  connections = 0;
  #options;
  #socket;
  #last = Promise.resolve();

  constructor(options) {
    this.#options = { host: "127.0.0.1", concurrency: 1, networkTimeoutMs: 30_000, ...options };
  }

  getData(key, maxWaitTime = 30, extra = {}) {
    const { namespace } = this.#options;
    return this.post("get_data", { namespace, key, max_wait_time: maxWaitTime, ...extra });
  }

  setData(key, data, ttl = 900, extra = {}) {
    const { namespace } = this.#options;
    return this.post("set_data", { namespace, key, data, ttl, ...extra });
  }

  /** As `getData` and `setData` for the calls that the original does not know. */
  call(path, key, extra = {}) {
    return this.post(path, { namespace: this.#options.namespace, key, ...extra });
  }

  async post(path, fields) {
    const reply = await this.#send({ method: "POST", path, body: pythonJson(fields) });
    return interpreted(reply);
  }

  async status() {
    return interpreted(await this.#send({ method: "GET", path: "status" }));
  }

  /** Opens the connection ahead of the first request. */
  async connect() {
    await this.#connected();
  }

  /** Resolves when the connection at hand has ended. */
  closed() {
    const socket = this.#socket;
    if (!socket || socket.destroyed) return Promise.resolve();
    socket.resume();
    return new Promise((resolve) => socket.once("close", () => resolve()));
  }

  /** Ends the connection at once, as the kernel does when a process dies. */
  destroy() {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  /** One request at a time, as with concurrency 1. */
  #send(message) {
    const result = this.#last.then(() => this.#sendUntilAnswered(message));
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #sendUntilAnswered(message) {
    const { host, port, concurrency } = this.#options;
    const bytes = requestBytes({ ...message, host, port });
    for (let sends = 1; ; sends++) {
      try {
        return await this.#exchange(bytes);
      } catch (error) {
        this.destroy();
        const mayResend = RESENDABLE.has(error.code) && error.isUnanswered === true;
        if (!mayResend || sends > concurrency + 1) throw error;
      }
    }
  }

  async #exchange(bytes) {
    const socket = await this.#connected();
    this.sends++;
    const reply = await replyTo(socket, bytes, this.#options.networkTimeoutMs);
    if (reply.isLast) this.destroy();
    return reply;
  }

  #connected() {
    if (this.#socket && !this.#socket.destroyed) return Promise.resolve(this.#socket);
    const { host, port } = this.#options;
    const socket = openSocket(host, port);
    this.#socket = socket;
    this.connections++;
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        socket.on("error", () => undefined);
        resolve(socket);
      });
    });
  }
}

/** Read through a buffer of its own, because only such a socket leaves everything to the kernel while it is paused. */
function openSocket(host, port) {
  const callback = (length, buffer) => {
    socket.emit("chunk", Buffer.from(buffer.subarray(0, length)));
    return true;
  };
  const socket = connect({ host, port, onread: { buffer: Buffer.alloc(READ_BYTES), callback } });
  return socket;
}

function replyTo(socket, bytes, silenceMs) {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    let timer;
    const end = (settle, value) => {
      clearTimeout(timer);
      socket.off("chunk", onChunk).off("error", onError).off("close", onClose).off("end", onClose);
      // Between two requests nobody looks: as with blocking sockets, the next request finds out what has become of it.
      socket.pause();
      settle(value);
    };
    // What has arrived counts, however late this process gets to look: a blocking read would have seen it.
    const giveUp = () => setImmediate(() => end(reject, failure("ETIMEDOUT", "timed out")));
    const arm = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, silenceMs);
    };
    const broken = (code, text) =>
      end(reject, Object.assign(failure(code, text), { isUnanswered: received.length === 0 }));
    const onChunk = (chunk) => {
      received = Buffer.concat([received, chunk]);
      const reply = readReply(received);
      if (reply) end(resolve, reply);
      else arm();
    };
    const onError = (error) => broken(error.code ?? "ECONNRESET", error.message);
    const onClose = () => broken("ECLOSED", "connection closed.");
    socket.on("chunk", onChunk).on("error", onError).on("close", onClose).on("end", onClose);
    arm();
    socket.resume();
    socket.write(bytes);
  });
}

/** What the original makes of a reply: anything but 2xx is an error whose text shows status line and body. */
function interpreted({ status, reason, body }) {
  const text = body.toString("utf8");
  if (status < 200 || status > 299) {
    throw Object.assign(failure("ERESULT", `${status}: ${reason} - bytearray(b'${text}')`), {
      status,
      body: text,
    });
  }
  return text === "" ? null : JSON.parse(text);
}
