import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { openNamespace, type TokenContent } from "./namespace-token.js";

const MS_PER_SECOND = 1000;

/** A namespace and whether the token that named it is within the margin at this moment. */
export interface OpenedNamespace {
  readonly name: string;
  readonly isCurrent: boolean;
}

export interface NamespaceReaderOptions {
  /** Empty: namespaces are plain names, sent as they are. */
  readonly keys: readonly Buffer[];
  /** Largest difference between a token's time and ours, either way, inclusive; 0 switches the check off. */
  readonly marginMs: number;
  /** How many opened tokens are remembered, 0 for none. */
  readonly maxRemembered: number;
  readonly clock: Clock;
}

/**
 * Turns what a client sends as `namespace` into a name. A plugin sends the same token many times, so opened tokens are
 * remembered, the oldest forgotten first; the margin is checked at every use.
 */
export class NamespaceReader {
  readonly #options: NamespaceReaderOptions;
  readonly #remembered = new Map<string, TokenContent>();

  constructor(options: NamespaceReaderOptions) {
    this.#options = options;
  }

  /** True when namespaces are tokens. */
  get isEncrypted(): boolean {
    return this.#options.keys.length > 0;
  }

  /** @throws AppError `permission_denied` for a token that no key opens or that carries no time although one is needed. */
  open(namespace: string): OpenedNamespace {
    if (!this.isEncrypted) return { name: namespace, isCurrent: true };
    const content = this.#remembered.get(namespace) ?? this.#openNew(namespace);
    return { name: content.name, isCurrent: this.#isCurrent(content) };
  }

  /** As `open`, for requests that need a token of now. @throws AppError `permission_denied` also outside the margin. */
  openCurrent(namespace: string): string {
    const opened = this.open(namespace);
    if (opened.isCurrent) return opened.name;
    throw this.outOfDate();
  }

  /** The refusal of a token that is genuine but too old or too new. */
  outOfDate(): AppError {
    const margin = this.#options.marginMs / MS_PER_SECOND;
    return new AppError(
      "permission_denied",
      `namespace token is more than ${margin} s off this server's clock (timestamp_error_margin)`,
    );
  }

  #openNew(namespace: string): TokenContent {
    const content = openNamespace(namespace, this.#options.keys);
    if (this.#options.maxRemembered === 0) return content;
    if (this.#remembered.size >= this.#options.maxRemembered) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    this.#remembered.set(namespace, content);
    return content;
  }

  #isCurrent(content: TokenContent): boolean {
    const { marginMs, clock } = this.#options;
    if (marginMs === 0) return true;
    if (content.timestampMs === undefined) return false;
    return Math.abs(clock.wallMs() - content.timestampMs) <= marginMs;
  }
}
