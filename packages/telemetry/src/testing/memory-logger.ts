import type { LogEvent, Logger, LogLevel } from "../log-event.js";

/** A logger that keeps its events, so that a test can assert on them. Children write to the same list. */
export class MemoryLogger implements Logger {
  readonly #shared: { level: LogLevel; closed: boolean; readonly events: ComponentEvent[] };
  readonly #component: string;

  constructor(component = "test", parent?: MemoryLogger) {
    this.#component = component;
    this.#shared =
      parent === undefined ? { level: "debug", closed: false, events: [] } : parent.#shared;
  }

  /** Everything logged so far, of every level, with the component that logged it. */
  get events(): readonly ComponentEvent[] {
    return this.#shared.events;
  }

  /** The names of the events so far, in order. */
  get names(): readonly string[] {
    return this.events.map(({ event }) => event);
  }

  get isDebug(): boolean {
    return this.#shared.level === "debug";
  }

  get isClosed(): boolean {
    return this.#shared.closed;
  }

  log(event: LogEvent): void {
    this.#shared.events.push({ ...event, component: this.#component });
  }

  child(component: string): MemoryLogger {
    return new MemoryLogger(`${this.#component}.${component}`, this);
  }

  setLevel(level: LogLevel): void {
    this.#shared.level = level;
  }

  close(): Promise<void> {
    this.#shared.closed = true;
    return Promise.resolve();
  }
}

export interface ComponentEvent extends LogEvent {
  readonly component: string;
}
