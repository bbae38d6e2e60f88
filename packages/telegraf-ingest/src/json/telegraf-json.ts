import type { Instant } from "../instant.js";
import type { Point } from "../point.js";
import { DEFAULT_JSON_LIMITS, type JsonLimits } from "./json-limits.js";
import { isMetric, isObject, type JsonObject, named, readMetric } from "./json-record.js";
import { SeriesCache } from "./series-cache.js";

/** A record that could not be used. */
export interface RecordError {
  /** Counted from 0 in the order of the body: a metric, a host of a nested object, or a line that is no JSON. */
  readonly record: number;
  /** One line for a person. */
  readonly text: string;
}

/** What a JSON body held. */
export interface JsonReading {
  /** False when not one line of the text is JSON. */
  readonly isJson: boolean;
  readonly points: readonly Point[];
  /**
   * The objects of a body that is already in the nested form: hosts as keys, a tree for each. Only that each host is an
   * object has been checked. Without a prototype, so a host may have any name.
   */
  readonly nested: readonly JsonObject[];
  readonly bad: number;
  /** The first of the bad records, at most `maxErrorsKept`. */
  readonly errors: readonly RecordError[];
}

export interface JsonOptions {
  /** The time of metrics without one: when the request came. */
  readonly arrival: Instant;
  readonly limits?: Partial<JsonLimits>;
  /** Shared by all bodies of a service; without it names and tags are read anew in each. */
  readonly cache?: SeriesCache;
}

class Reading {
  readonly points: Point[] = [];
  readonly nested: JsonObject[] = [];
  readonly errors: RecordError[] = [];
  bad = 0;
  isJson = false;
  #records = 0;
  readonly #arrival: Instant;
  readonly #limits: JsonLimits;
  readonly #cache: SeriesCache;

  constructor(options: JsonOptions) {
    this.#arrival = options.arrival;
    this.#limits = { ...DEFAULT_JSON_LIMITS, ...options.limits };
    this.#cache = options.cache ?? new SeriesCache();
  }

  /** By shape: batch, array, single metric, nested object. */
  readBody(value: unknown): void {
    this.isJson = true;
    if (Array.isArray(value)) this.#readList(value, (item) => this.#readItem(item));
    else if (isObject(value) && Array.isArray(value["metrics"])) {
      this.#readList(value["metrics"], (item) => this.#readMetric(item));
    } else this.#readItem(value);
  }

  readLines(text: string): void {
    let start = 0;
    while (start < text.length && !this.#isFull()) {
      const feed = text.indexOf("\n", start);
      const end = feed < 0 ? text.length : feed;
      this.#readLine(text.slice(start, end).trim());
      start = end + 1;
    }
  }

  #readLine(line: string): void {
    if (line === "") return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#refuse("not JSON");
      return;
    }
    this.readBody(value);
  }

  #readList(items: readonly unknown[], read: (item: unknown) => void): void {
    for (const item of items) {
      if (this.#isFull()) return;
      read(item);
    }
  }

  #readItem(value: unknown): void {
    if (!isObject(value)) this.#refuse("neither a metric nor an object of hosts");
    else if (isMetric(value)) this.#readMetric(value);
    else this.#readHosts(value);
  }

  #readMetric(value: unknown): void {
    const context = { limits: this.#limits, cache: this.#cache };
    const point = isObject(value) ? readMetric(value, this.#arrival, context) : "no object";
    if (typeof point === "string") this.#refuse(point);
    else {
      this.#records++;
      this.points.push(point);
    }
  }

  #readHosts(value: JsonObject): void {
    // `__proto__` must be a key like any other.
    const hosts = Object.create(null) as Record<string, unknown>;
    let good = 0;
    for (const [host, tree] of Object.entries(value)) {
      if (this.#isFull()) break;
      if (isObject(tree)) {
        hosts[host] = tree;
        this.#records++;
        good++;
      } else this.#refuse(`host ${named(host)} is no object`);
    }
    if (good > 0) this.nested.push(hosts);
  }

  #isFull(): boolean {
    const { maxRecords } = this.#limits;
    if (this.#records < maxRecords) return false;
    if (this.#records === maxRecords) this.#refuse(`more than ${maxRecords} records`);
    return true;
  }

  #refuse(text: string): void {
    this.bad++;
    if (this.errors.length < this.#limits.maxErrorsKept) {
      this.errors.push({ record: this.#records, text });
    }
    this.#records++;
  }
}

/**
 * Reads a JSON body by its shape, whatever its Content-Type says: a batch `{"metrics": [...]}`, an array of metrics, one
 * metric, or the nested object of hosts. A bad record costs only itself. Never throws.
 * Source: configuration-and-telegraf 3.2, 3.7 point 5.
 */
export function readTelegrafJson(value: unknown, options: JsonOptions): JsonReading {
  const reading = new Reading(options);
  reading.readBody(value);
  return reading;
}

/** As `readTelegrafJson`, from text: one JSON value, or one on each line. */
export function readTelegrafJsonText(text: string, options: JsonOptions): JsonReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const reading = new Reading(options);
    reading.readLines(text);
    return reading;
  }
  return readTelegrafJson(value, options);
}
