import type { FieldNumber } from "./host-rules.js";

/** What was last told of one event of one object. */
export interface Sample {
  readonly tsUs: number;
  readonly value: FieldNumber;
}

type Samples = ReadonlyMap<string, Sample>;

/** The last samples of each object, from which rates and largest values are made. Those told longest ago give way. */
export class LastSamples {
  readonly #max: number;
  readonly #byObject = new Map<string, Samples>();

  /** @param max Objects. */
  constructor(max: number) {
    this.#max = max;
  }

  get(objectId: string, event: string): Sample | undefined {
    return this.#byObject.get(objectId)?.get(event);
  }

  keep(objectId: string, samples: Samples): void {
    const all = new Map([...(this.#byObject.get(objectId) ?? []), ...samples]);
    this.#byObject.delete(objectId);
    this.#byObject.set(objectId, all);
    if (this.#byObject.size <= this.#max) return;
    const [oldest] = this.#byObject.keys();
    if (oldest !== undefined) this.#byObject.delete(oldest);
  }
}

/**
 * The samples of one body over those of all before it. They count only when the body's points are stored: a body that is sent
 * again after a failure must give the same points.
 */
export class PendingSamples {
  readonly #last: LastSamples;
  readonly #pending = new Map<string, Map<string, Sample>>();

  constructor(last: LastSamples) {
    this.#last = last;
  }

  get(objectId: string, event: string): Sample | undefined {
    return this.#pending.get(objectId)?.get(event) ?? this.#last.get(objectId, event);
  }

  put(objectId: string, event: string, sample: Sample): void {
    const samples = this.#pending.get(objectId) ?? new Map<string, Sample>();
    this.#pending.set(objectId, samples.set(event, sample));
  }

  commit(): void {
    for (const [objectId, samples] of this.#pending) this.#last.keep(objectId, samples);
    this.#pending.clear();
  }
}
