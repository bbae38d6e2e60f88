import type { Socket } from "node:net";
import { AppError } from "@signalbox/errors";
import { ClientTrust, type TrustedClient } from "./client-trust.js";
import { ConnectionTable } from "./connection-table.js";
import { drain } from "./drain.js";
import { createListener, isTlsListener, listen, type Listener } from "./listener.js";
import { createInFlight, type InFlight } from "./in-flight.js";
import { checkLimits } from "./limits.js";
import { NodeTransport } from "./node-transport.js";
import { PlainReader } from "./plain-reader.js";
import { createPlainServer, type PlainServer } from "./plain-server.js";
import { ServerHooks } from "./server-hooks.js";
import type { HttpServerOptions, RunningHttpServer } from "./server-options.js";
import { startSweep } from "./sweep.js";
import { TlsReloader } from "./tls-reloader.js";
import { readTlsMaterial, type TlsMaterial } from "./tls-settings.js";

/**
 * Starts an HTTP or HTTPS server; it listens when the promise resolves.
 *
 * @throws AppError `invalid_argument` for unusable TLS files or limits, `unavailable` when the address cannot be had
 */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  checkLimits(options.limits);
  const material = options.tls ? await readTlsMaterial(options.tls) : undefined;
  const server = new HttpServer(options, material);
  await server.listen();
  return server;
}

class HttpServer implements RunningHttpServer {
  readonly #options: HttpServerOptions;
  readonly #hooks: ServerHooks;
  readonly #connections: ConnectionTable;
  readonly #inFlight: InFlight;
  readonly #transport: NodeTransport;
  readonly #plain: PlainServer | undefined;
  readonly #listener: Listener;
  readonly #reloader: TlsReloader | undefined;
  readonly #onDrain: (() => void)[] = [];
  #stopSweep: () => void = () => undefined;
  #port = 0;
  #closed: Promise<void> | undefined;

  constructor(options: HttpServerOptions, material: TlsMaterial | undefined) {
    const { name, clock, observer, log, limits, errorForm } = options;
    this.#options = options;
    this.#hooks = new ServerHooks({ name, clock, observer, log, errorForm });
    this.#connections = new ConnectionTable({ clock, observer });
    this.#inFlight = createInFlight(limits);
    this.#transport = new NodeTransport(options, {
      connections: this.#connections,
      hooks: this.#hooks,
      inFlight: this.#inFlight,
    });
    this.#plain = this.#createPlainServer();
    const trust = this.#createTrust(material);
    this.#listener = createListener({
      limits,
      hooks: this.#hooks,
      ...(options.tls && material && trust
        ? { tls: { settings: options.tls, material, trust } }
        : {}),
      onConnection: (socket, client) => this.#onConnection(socket, client),
    });
    this.#reloader = this.#createReloader(material, trust);
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    const host = this.#options.host.includes(":") ? `[${this.#options.host}]` : this.#options.host;
    return `${this.#options.tls ? "https" : "http"}://${host}:${this.#port}`;
  }

  get connections(): number {
    return this.#connections.size;
  }

  get receivingBytes(): number {
    return this.#inFlight.receiving.usedBytes;
  }

  get unsentBytes(): number {
    return this.#inFlight.unsent.bytes;
  }

  async listen(): Promise<void> {
    const { host, port, name } = this.#options;
    try {
      this.#port = await listen(this.#listener.server, host, port);
    } catch (error) {
      this.#transport.stop();
      const message = `${name} cannot listen on ${host} port ${port}`;
      throw new AppError("unavailable", message, { cause: error });
    }
    this.#listener.server.on("error", (error) => {
      this.#hooks.note("error", "http_listener_failed", error.message);
    });
    this.#stopSweep = startSweep({
      clock: this.#options.clock,
      limits: this.#options.limits,
      connections: this.#connections,
      hooks: this.#hooks,
    });
    this.#reloader?.watch();
  }

  async reloadTls(): Promise<void> {
    if (!this.#reloader) throw new AppError("invalid_argument", "this server has no tls");
    await this.#reloader.reload();
  }

  onDrain(fn: () => void): void {
    this.#onDrain.push(fn);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#reloader?.stop();
    await drain({
      listener: this.#listener,
      connections: this.#connections,
      hooks: this.#hooks,
      clock: this.#options.clock,
      drainMs: this.#options.limits.drainMs,
      onDrain: this.#onDrain,
    });
    this.#stopSweep();
    this.#transport.stop();
  }

  #onConnection(socket: Socket, client: TrustedClient | undefined): void {
    const connection = this.#connections.add(socket, client);
    if (this.#plain) new PlainReader(connection, this.#plain);
    else this.#transport.take(connection);
  }

  #createPlainServer(): PlainServer | undefined {
    const { hot, limits, transport } = this.#options;
    if (!hot || transport === "node-http") return undefined;
    return createPlainServer({
      hot,
      limits,
      hooks: this.#hooks,
      inFlight: this.#inFlight,
      handOver: (connection) => this.#transport.take(connection),
    });
  }

  #createTrust(material: TlsMaterial | undefined): ClientTrust | undefined {
    const { tls, clock } = this.#options;
    if (!tls || !material) return undefined;
    const { trusted } = material;
    return new ClientTrust({ clock, trusted, maxChainDepth: tls.maxChainDepth });
  }

  #createReloader(
    material: TlsMaterial | undefined,
    trust: ClientTrust | undefined,
  ): TlsReloader | undefined {
    const { tls, clock } = this.#options;
    const listener = this.#listener;
    if (!tls || !material || !trust || !isTlsListener(listener)) return undefined;
    return new TlsReloader(
      {
        settings: tls,
        listener,
        connections: this.#connections,
        trust,
        hooks: this.#hooks,
        clock,
      },
      material,
    );
  }
}
