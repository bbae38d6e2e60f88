/** Stops a timer. Calling it twice, or after the timer fired, does nothing. */
export type Cancel = () => void;

/** Time as an argument. Durations are taken from `monotonicMs`; `wallMs` is only for what is shown or exchanged. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Jumps when the machine's clock is set. */
  wallMs(): number;
  /** Milliseconds from an arbitrary start, with fractions. Never jumps, never goes back. */
  monotonicMs(): number;
  /**
   * Calls `fn` once, `delayMs` milliseconds from now. Any finite delay is allowed, also beyond Node's own 2^31-1 ms.
   * The timer does not keep the process alive.
   */
  after(delayMs: number, fn: () => void): Cancel;
  /** Calls `fn` in a later turn of the event loop, once other work has had its chance. */
  soon(fn: () => void): Cancel;
}
