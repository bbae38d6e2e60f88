import { AppError } from "@signalbox/errors";
import type { PointListener } from "./poll/point-listener.js";

/** One listener for many. What one of them throws neither keeps points from the others nor reaches the poll. */
export class Listeners {
  readonly #listeners = new Set<PointListener>();

  constructor(readonly onFailure: (error: AppError) => void) {}

  /** @returns what takes it away */
  add(listener: PointListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  readonly tell: PointListener = (batch) => {
    for (const listener of this.#listeners) {
      try {
        listener(batch);
      } catch (reason) {
        this.onFailure(AppError.from(reason));
      }
    }
  };
}
