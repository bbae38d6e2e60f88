/** A token of another process, or no token at all in form, is never the one in force. */
const NO_EPOCH = -1;

/** Fencing tokens: `<secret of this process>.<epoch>`. No token of an earlier process is ever taken for one of ours. */
export class LockTokens {
  readonly #prefix: string;

  /** @param secret Random text, made anew for each process and shown to nobody but holders. */
  constructor(secret: string) {
    this.#prefix = `${secret}.`;
  }

  write(epoch: number): string {
    return this.#prefix + String(epoch);
  }

  /** @returns undefined without a token, a number that is no epoch for a token that is not ours. */
  read(token: string | undefined): number | undefined {
    if (token === undefined) return undefined;
    if (!token.startsWith(this.#prefix)) return NO_EPOCH;
    const epoch = Number(token.slice(this.#prefix.length));
    return Number.isSafeInteger(epoch) ? epoch : NO_EPOCH;
  }
}
