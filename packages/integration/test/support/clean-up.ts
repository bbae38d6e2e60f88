import { afterEach } from "@jest/globals";

type CleanUp = () => unknown;

/** What a test file has to undo after each test, newest first. */
export class CleanUps {
  readonly #all: CleanUp[] = [];

  constructor() {
    afterEach(() => this.run());
  }

  /** Ends `owner` after the test. @returns the owner. */
  owns<Owner extends { kill(): Promise<void> } | { destroy(): void }>(owner: Owner): Owner {
    this.#all.push(() => ("kill" in owner ? owner.kill() : owner.destroy()));
    return owner;
  }

  add(fn: CleanUp): void {
    this.#all.push(fn);
  }

  async run(): Promise<void> {
    for (const cleanUp of this.#all.splice(0).reverse()) await cleanUp();
  }
}
