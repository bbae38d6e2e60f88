/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the environment says a server is, and under which namespace to speak to it. */
export interface ServerPlace {
  readonly host: string;
  readonly port: string | undefined;
  readonly namespace: string | undefined;
}

/** Clients kept for one process whose environment changes, as a long-running plugin's namespace token does. */
const MAX_CLIENTS = 4;

export interface SharedClientOptions<Client> {
  /** The variables' common start; `HOST`, `PORT` and `NAMESPACE` follow. */
  readonly prefix: string;
  /** Read at every call. Default: the process's environment. */
  readonly env?: (() => Environment) | undefined;
  readonly create: (place: ServerPlace) => Client;
  /** Made when the host variable is missing or empty. */
  readonly hostMissing: () => Error;
}

/**
 * One client per place, made when first asked for. The last four are kept, because a call that began under an older
 * environment still ends on its own client; `close` ends all of them.
 */
export class SharedClient<Client extends { close(): void }> {
  readonly #options: SharedClientOptions<Client>;
  readonly #clients = new Map<string, Client>();

  constructor(options: SharedClientOptions<Client>) {
    this.#options = options;
  }

  /** True when the environment names a host. */
  hasPlace(): boolean {
    return Boolean(this.#variable("HOST"));
  }

  /** The client for where the environment points now. @throws what `hostMissing` makes. */
  get(): Client {
    const host = this.#variable("HOST");
    if (!host) throw this.#options.hostMissing();
    const place = { host, port: this.#variable("PORT"), namespace: this.#variable("NAMESPACE") };
    const identity = JSON.stringify(place);
    const client = this.#clients.get(identity) ?? this.#options.create(place);
    this.#keep(identity, client);
    return client;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  #keep(identity: string, client: Client): void {
    this.#clients.delete(identity);
    this.#clients.set(identity, client);
    if (this.#clients.size <= MAX_CLIENTS) return;
    for (const [oldest, unused] of this.#clients) {
      unused.close();
      this.#clients.delete(oldest);
      return;
    }
  }

  #variable(name: string): string | undefined {
    // The one place in this package that looks at the environment: plugins get their identity from it.
    return (this.#options.env?.() ?? process.env)[`${this.#options.prefix}${name}`];
  }
}
