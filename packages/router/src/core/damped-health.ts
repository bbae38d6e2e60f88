const UNKNOWN = -1;

/**
 * Health that changes only after several equal results in a row, host by host. The first result counts at once. Every result
 * is one of fresh metrics: whoever asks more often does not change it sooner.
 */
export class DampedHealth {
  readonly #rise: number;
  readonly #fall: number;
  /** -1 unknown, 0 unhealthy, 1 healthy. */
  readonly #state: Int8Array;
  /** Results in a row against the state. */
  readonly #against: Uint16Array;

  constructor(settings: { readonly rise: number; readonly fall: number }, hosts: number) {
    this.#rise = settings.rise;
    this.#fall = settings.fall;
    this.#state = new Int8Array(hosts).fill(UNKNOWN);
    this.#against = new Uint16Array(hosts);
  }

  /** 1 or 0; undefined before the first result. */
  health(host: number): number | undefined {
    const state = this.#state[host] ?? UNKNOWN;
    return state === UNKNOWN ? undefined : state;
  }

  /** Whether the last result was against the state, so that more of them would change it. */
  isChanging(host: number): boolean {
    return (this.#against[host] ?? 0) > 0;
  }

  note(host: number, isHealthy: boolean): void {
    const result = isHealthy ? 1 : 0;
    const state = this.#state[host] ?? UNKNOWN;
    if (state === UNKNOWN || state === result) {
      this.#set(host, result);
      return;
    }
    const against = (this.#against[host] ?? 0) + 1;
    if (against >= (isHealthy ? this.#rise : this.#fall)) this.#set(host, result);
    else this.#against[host] = against;
  }

  /** The host's metrics are gone; what comes next counts at once. */
  forget(host: number): void {
    this.#set(host, UNKNOWN);
  }

  #set(host: number, state: number): void {
    this.#state[host] = state;
    this.#against[host] = 0;
  }
}
