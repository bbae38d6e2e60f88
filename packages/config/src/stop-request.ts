import type { ServiceIo } from "./service-definition.js";
import { describeFailure, placeOf } from "./service-report.js";

const EXIT_FAILED = 1;

export interface StopRequestOptions {
  readonly io: ServiceIo;
  readonly say: (text: string) => void;
  /** Longest time in milliseconds from the request to the end. */
  readonly limitMs: number;
}

/**
 * Watches for what ends a service. The first SIGTERM or SIGINT asks it to stop and starts the clock; a second one, the
 * clock running out, or an error nobody caught ends the process without further waiting.
 */
export class StopRequest {
  /** Resolves when the service is asked to stop. */
  readonly asked: Promise<void>;
  /** Resolves with the exit code when waiting for an orderly end is over. */
  readonly cut: Promise<number>;
  #ask: () => void = () => undefined;
  #cut: (code: number) => void = () => undefined;
  #isAsked = false;
  readonly #options: StopRequestOptions;
  readonly #undo: (() => void)[] = [];

  constructor(options: StopRequestOptions) {
    this.#options = options;
    this.asked = new Promise((resolve) => (this.#ask = resolve));
    this.cut = new Promise((resolve) => (this.#cut = resolve));
    const { io } = options;
    for (const name of ["SIGTERM", "SIGINT"] as const) {
      this.#undo.push(io.onSignal(name, () => this.#onSignal(name)));
    }
    const offFatal = io.onFatal?.((error) =>
      this.#end(`failed: ${describeFailure(error)}${placeOf(error)}`),
    );
    if (offFatal !== undefined) this.#undo.push(offFatal);
  }

  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Asks for an orderly stop, with the bound on how long it may take. Asking again changes nothing. */
  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const { io, limitMs } = this.#options;
    const tooLate = (): void => this.#end(`did not stop within ${limitMs} ms, ending it`);
    this.#undo.push(io.after(limitMs, tooLate));
    this.#ask();
  }

  /** Stops watching. */
  dispose(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #onSignal(name: string): void {
    if (this.#isAsked) this.#end(`${name} again while stopping, ending it`);
    else this.ask();
  }

  #end(reason: string): void {
    this.#options.say(reason);
    this.#cut(EXIT_FAILED);
    this.#options.io.exitNow(EXIT_FAILED);
  }
}
