import { stat } from "node:fs/promises";
import type { Cancel, Clock } from "@signalbox/clock";
import type { ClientTrust } from "./client-trust.js";
import type { ConnectionTable } from "./connection-table.js";
import type { TlsListener } from "./listener.js";
import type { ServerHooks } from "./server-hooks.js";
import { readTlsMaterial, type TlsMaterial, type TlsSettings } from "./tls-settings.js";

const DEFAULT_WATCH_MS = 5_000;

/** Keeps a TLS server's identity and trust in step with its files. */
export class TlsReloader {
  readonly #options: {
    readonly settings: TlsSettings;
    readonly listener: TlsListener;
    readonly connections: ConnectionTable;
    readonly trust: ClientTrust;
    readonly hooks: ServerHooks;
    readonly clock: Clock;
  };
  #ca: string;
  #cancel: Cancel = () => undefined;
  #isStopped = false;
  /** Reloads run one after another, so that the newest files win. */
  #last: Promise<void> = Promise.resolve();

  constructor(
    options: {
      settings: TlsSettings;
      listener: TlsListener;
      connections: ConnectionTable;
      trust: ClientTrust;
      hooks: ServerHooks;
      clock: Clock;
    },
    first: TlsMaterial,
  ) {
    this.#options = options;
    this.#ca = first.ca;
  }

  /** @throws AppError `invalid_argument` when the files cannot be used; nothing has changed then */
  reload(): Promise<void> {
    const next = this.#last.then(() => this.#reload());
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Looks at the files every `watchMs` and reloads once a change has stayed the same for one interval. */
  watch(): void {
    const intervalMs = this.#options.settings.watchMs ?? DEFAULT_WATCH_MS;
    if (intervalMs <= 0) return;
    let loaded: string | undefined;
    let seen: string | undefined;
    const look = async (): Promise<void> => {
      const stamp = await fileStamps(this.#options.settings);
      loaded ??= stamp;
      if (stamp !== loaded && stamp === seen) {
        loaded = stamp;
        await this.#reloadAndReport();
      }
      seen = stamp;
      this.#arm(intervalMs, look);
    };
    void look();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #arm(intervalMs: number, look: () => Promise<void>): void {
    if (this.#isStopped) return;
    this.#cancel = this.#options.clock.after(intervalMs, () => void look());
  }

  async #reloadAndReport(): Promise<void> {
    const { hooks } = this.#options;
    try {
      await this.reload();
      hooks.note("notice", "tls_reloaded", "tls files changed and were loaded");
    } catch (error) {
      hooks.note("error", "tls_reload_failed", error instanceof Error ? error.message : "unknown");
    }
  }

  async #reload(): Promise<void> {
    const { settings, listener, trust } = this.#options;
    const material = await readTlsMaterial(settings);
    if (material.ca !== this.#ca) trust.replace(material.trusted);
    listener.server.setSecureContext(material.context);
    if (material.ca === this.#ca) return;
    this.#ca = material.ca;
    this.#cutUntrusted();
  }

  /** Who is still trusted stays; who is in a handshake begun under the old trust is looked at when it ends. */
  #cutUntrusted(): void {
    const { connections, trust } = this.#options;
    for (const connection of connections.all()) {
      if (!connection.client) continue;
      const client = trust.judge(connection.client);
      if (client) connection.client = client;
      else connection.cut();
    }
  }
}

/** Changes whenever one of the files does; a file that is missing for a moment counts as a change, not as a failure. */
async function fileStamps(settings: TlsSettings): Promise<string> {
  const files = [settings.certFile, settings.keyFile, settings.caFile ?? ""].filter(Boolean);
  const stamps = await Promise.all(files.map(fileStamp));
  return stamps.join(" ");
}

async function fileStamp(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs}:${size}:${ino}`;
  } catch {
    return "missing";
  }
}
