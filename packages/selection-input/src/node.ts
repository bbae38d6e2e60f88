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
  constructor(
    readonly value: InputValue,
    readonly written: Written,
  ) {}

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
}

/**
 * An object with at least one member. Nodes never change: a write makes new ones on its way and shares the rest, so it is
 * all or nothing, the sums below are exact, and what a reader was given stays as it is.
 */
export class Branch {
  readonly leaves: number;
  readonly objects: number;
  /** The earliest and the latest `dueMs` below. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Made at the first read of the whole. */
  #object: InputObject | undefined;

  constructor(readonly children: ReadonlyMap<string, Node>) {
    let leaves = 0;
    let objects = 1;
    let firstMs = Infinity;
    let lastMs = -Infinity;
    for (const child of children.values()) {
      leaves += child.leaves;
      objects += child.objects;
      firstMs = Math.min(firstMs, child.firstMs);
      lastMs = Math.max(lastMs, child.lastMs);
    }
    this.leaves = leaves;
    this.objects = objects;
    this.firstMs = firstMs;
    this.lastMs = lastMs;
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
