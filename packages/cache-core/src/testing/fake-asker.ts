import type { Answer, Asker } from "../asker.js";
import { FakeConnection } from "./fake-connection.js";

export interface FakeAskerOptions {
  /** Default: a connection of its own. */
  readonly owner?: FakeConnection;
  /** Default 30,000, the real client's. */
  readonly waitMs?: number;
  /** Default false: a lock is bound to the connection. */
  readonly isDetached?: boolean;
  /** Called at each answer, after it was recorded. */
  readonly onAnswer?: (answer: Answer) => void;
}

const DEFAULT_WAIT_MS = 30_000;

/** A caller that writes down what it is told. */
export class FakeAsker implements Asker {
  readonly owner: FakeConnection;
  readonly waitMs: number;
  readonly isDetached: boolean;
  /** Everything told so far; more than one entry is a fault of whoever answers. */
  readonly answers: Answer[] = [];
  readonly #onAnswer: ((answer: Answer) => void) | undefined;
  #hasLeft = false;

  constructor(options: FakeAskerOptions = {}) {
    this.owner = options.owner ?? new FakeConnection();
    this.waitMs = options.waitMs ?? DEFAULT_WAIT_MS;
    this.isDetached = options.isDetached ?? false;
    this.#onAnswer = options.onAnswer;
  }

  get isOpen(): boolean {
    return !this.#hasLeft && this.owner.isOpen;
  }

  /** The only answer so far; undefined while there is none. @throws Error when there were several. */
  get answered(): Answer | undefined {
    if (this.answers.length > 1) throw new Error(`answered ${this.answers.length} times`);
    return this.answers[0];
  }

  answer(answer: Answer): void {
    this.answers.push(answer);
    this.#onAnswer?.(answer);
  }

  /** The caller no longer listens, though its connection has not been seen to end. */
  leave(): void {
    this.#hasLeft = true;
  }
}
