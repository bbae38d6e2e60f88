import {
  bareObject,
  EMPTY_OBJECT,
  leavesOf,
  type InputObject,
  type InputValue,
} from "./input-value.js";

/** One write. A single object is shared by all leaves it wrote. */
export interface Written {
  /** Monotonic time of the write. */
  readonly atMs: number;
  /** The leaf dies at this monotonic time plus the life its part gives (`Part.lifeMs`); Infinity: never. */
  readonly dueMs: number;
}

/** What is written and dies as a whole: a scalar, a list, the empty object. */
export class Leaf {
  /**
   * The value, when it is a number. A fraction from the start, for then the engine keeps the number itself here, and writing
   * another costs no allocation.
   */
  #number = Number.NaN;
  /** Undefined when it is a number. */
  #other: Exclude<InputValue, number> | undefined;
  #written: Written;

  constructor(value: InputValue, written: Written) {
    this.#written = written;
    this.#set(value);
  }

  get value(): InputValue {
    return this.#other === undefined ? this.#number : this.#other;
  }

  /** Neither a list nor an object. */
  get isScalar(): boolean {
    return typeof this.#other !== "object" || this.#other === null;
  }

  get written(): Written {
    return this.#written;
  }

  get leaves(): number {
    return leavesOf(this.value);
  }

  get objects(): number {
    return 0;
  }

  get firstMs(): number {
    return this.written.dueMs;
  }

  get lastMs(): number {
    return this.written.dueMs;
  }

  read(): InputValue {
    return this.value;
  }

  /**
   * One scalar for another. Branches above have to be told: see `Branch.refreshed`.
   *
   * @returns whether it is another value.
   */
  refresh(value: number | boolean, written: Written): boolean {
    const isSame = Object.is(this.value, value);
    if (!isSame) this.#set(value);
    this.#written = written;
    return !isSame;
  }

  #set(value: InputValue): void {
    if (typeof value === "number") {
      this.#number = value;
      this.#other = undefined;
    } else this.#other = value;
  }
}

/**
 * An object with at least one member. What members it has never changes: a write that adds or removes makes new nodes on its
 * way and shares the rest, so it is all or nothing, and the sums below are exact. Only `refresh` changes leaves in place,
 * which cannot fail. What a reader was given stays as it is.
 */
export class Branch {
  readonly leaves: number;
  readonly objects: number;
  /** The earliest and the latest `dueMs` below. */
  #firstMs = Infinity;
  #lastMs = -Infinity;
  /** Made at the first read of the whole. */
  #object: InputObject | undefined;

  constructor(readonly children: ReadonlyMap<string, Node>) {
    let leaves = 0;
    let objects = 1;
    for (const child of children.values()) {
      leaves += child.leaves;
      objects += child.objects;
    }
    this.leaves = leaves;
    this.objects = objects;
    this.#sumTimes();
  }

  get firstMs(): number {
    return this.#firstMs;
  }

  get lastMs(): number {
    return this.#lastMs;
  }

  /** To be called after leaves below were refreshed. */
  refreshed(hasChanged: boolean): void {
    if (hasChanged) this.#object = undefined;
    this.#sumTimes();
  }

  #sumTimes(): void {
    let firstMs = Infinity;
    let lastMs = -Infinity;
    for (const child of this.children.values()) {
      firstMs = Math.min(firstMs, child.firstMs);
      lastMs = Math.max(lastMs, child.lastMs);
    }
    this.#firstMs = firstMs;
    this.#lastMs = lastMs;
  }

  read(): InputObject {
    this.#object ??= this.#build();
    return this.#object;
  }

  #build(): InputObject {
    const object = bareObject();
    for (const [key, child] of this.children) object[key] = child.read();
    return Object.freeze(object);
  }
}

export type Node = Branch | Leaf;

/** The empty object is a leaf: it dies as one, and has no members to die. */
export const isEmptyObject = (node: Node | undefined): boolean =>
  node instanceof Leaf && node.value === EMPTY_OBJECT;
