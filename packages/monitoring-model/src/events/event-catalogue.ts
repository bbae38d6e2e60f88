import { eventKinds, type EventKind } from "./event-kinds.js";

/** Units of an event nobody has described. */
export const UNKNOWN_UNITS = "unknown";

const keyOf = (objectType: string, event: string): string => `${objectType}\n${event}`;

/**
 * Looks up kinds of series. Events that are not in it are accepted everywhere (datastore-polling, 9.35); they only have
 * no known units.
 */
export class EventCatalogue {
  readonly #kinds: ReadonlyMap<string, EventKind>;

  /** @param further Kinds from an opsconfig; they win over the 34 known ones. */
  constructor(further: readonly EventKind[] = []) {
    this.#kinds = new Map(
      [...eventKinds, ...further].map((kind) => [keyOf(kind.objectType, kind.event), kind]),
    );
  }

  get(objectType: string, event: string): EventKind | undefined {
    return this.#kinds.get(keyOf(objectType, event));
  }

  /** The events of a type, in the order they were declared. */
  of(objectType: string): readonly EventKind[] {
    return this.all().filter((kind) => kind.objectType === objectType);
  }

  all(): readonly EventKind[] {
    return [...this.#kinds.values()];
  }

  /** `unknown` for an event nobody has described. */
  unitsOf(objectType: string, event: string): string {
    return this.get(objectType, event)?.units ?? UNKNOWN_UNITS;
  }
}

const known = new EventCatalogue();

/** Units of one of the 34 known kinds; `unknown` for any other event. */
export function unitsOf(objectType: string, event: string): string {
  return known.unitsOf(objectType, event);
}
