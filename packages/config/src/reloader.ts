/**
 * Runs reloads one after the other. Requests that arrive meanwhile, or before `begin`, become one more reload: it reads
 * the newest file, so more than one would do the same again.
 */
export class Reloader {
  #isWanted = false;
  #isOpen = false;
  #work: Promise<void> = Promise.resolve();
  #isBusy = false;
  readonly #reload: () => Promise<void>;

  /** @param reload One reload; must not reject. */
  constructor(reload: () => Promise<void>) {
    this.#reload = reload;
  }

  request(): void {
    this.#isWanted = true;
    this.#startWork();
  }

  /** From now on requests are served. */
  begin(): void {
    this.#isOpen = true;
    this.#startWork();
  }

  /** No more reloads; resolves when the one under way has ended. */
  async end(): Promise<void> {
    this.#isOpen = false;
    await this.#work;
  }

  #startWork(): void {
    if (!this.#isBusy) this.#work = this.#drain();
  }

  async #drain(): Promise<void> {
    this.#isBusy = true;
    while (this.#isOpen && this.#isWanted) {
      this.#isWanted = false;
      await this.#reload();
    }
    this.#isBusy = false;
  }
}
