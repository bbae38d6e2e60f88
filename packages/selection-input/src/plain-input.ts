import { AppError } from "@signalbox/errors";
import { bareObject, isObject, type InputObject, type InputValue } from "./input-value.js";
import type { SelectionInputLimits } from "./limits.js";
import { Inspector } from "./inspector.js";
import { build, merge, replace, type WriteContext } from "./merge.js";
import type { Node, Written } from "./node.js";
import { permanentValue } from "./permanent-value.js";
import { PlainWriter, type KeyChange, type PlainInputOptions } from "./plain-writer.js";
import { pushed } from "./push.js";
import { readPart } from "./read-part.js";
import { InputRefused, type RefusalReason } from "./refusal.js";
import type { InputPath, WriteOutcome } from "./write-log.js";

export interface PlainWriteOptions {
  /** Milliseconds until what this write writes is gone. Without it it stays, whatever its life was before. */
  readonly ttlMs?: number | undefined;
}

/**
 * What people and scripts inject: it stays until it is removed, unless it was given a ttl (cdn-router 6.2). A write is
 * all or nothing. All writes throw `InputRefused` (`invalid_argument`) for a reserved or long key, a value that is not
 * JSON, a path too deep, a bad ttl, or when the part would hold more than `maxPlainLeaves`; nothing is changed then.
 */
export class PlainInput {
  readonly #options: PlainInputOptions;
  #inspector: Inspector;
  #writer: PlainWriter;

  constructor(options: PlainInputOptions) {
    this.#options = options;
    this.#writer = new PlainWriter(options);
    this.#inspector = inspectorOf(options.limits);
  }

  /**
   * Another `maxPlainLeaves` from the next write on; what is held stays, even when it is more.
   *
   * @throws AppError `invalid_argument` when it is not a whole number from 0 up.
   */
  setMaxLeaves(maxPlainLeaves: number): void {
    if (!Number.isInteger(maxPlainLeaves) || maxPlainLeaves < 0) {
      const message = `maxPlainLeaves is ${maxPlainLeaves}, it must be a whole number from 0 up`;
      throw new AppError("invalid_argument", message);
    }
    const limits = { ...this.#options.limits, maxPlainLeaves };
    this.#writer = new PlainWriter({ ...this.#options, limits });
    this.#inspector = inspectorOf(limits);
  }

  /** The value at `path`, without the timestamped part; `{}` for the root of the empty tree. */
  at(path: InputPath): InputValue | undefined {
    return readPart(this.#options.part, path, this.#options.clock.monotonicMs());
  }

  /**
   * PUT and POST of v1: objects merge at every level, scalars and lists replace as a whole, `null` deletes what is there
   * and creates nothing. The root takes an object only. An object whose last member is deleted stays, empty.
   */
  merge(path: InputPath, value: unknown, options: PlainWriteOptions = {}): WriteOutcome {
    return this.#writer.counted(() => {
      const patch = nest(path, this.#accepted(path, value));
      if (!isObject(patch)) return refuse("not_an_object", path, "only an object can stand here");
      const changes = new Map<string, KeyChange>();
      for (const [key, own] of Object.entries(patch))
        changes.set(key, (old, context) => merge(old, own, context));
      return this.#writer.write([...changes], this.#written(options));
    });
  }

  /**
   * PUT of v2: `value` stands at `path` instead of what was there; objects that lead to it are made.
   *
   * @throws InputRefused also `conflict`, when a list or a scalar stands on the way.
   */
  replace(path: InputPath, value: unknown, options: PlainWriteOptions = {}): WriteOutcome {
    return this.#writer.counted(() => {
      const accepted = this.#accepted(path, value);
      const written = this.#written(options);
      if (path.length === 0) return this.#replaceAll(accepted, written);
      return this.#writer.writeAt(
        path,
        written,
        (context) => (old) => replaced(old, accepted, context),
      );
    });
  }

  /**
   * POST of v2: adds `value` at the end of the list at `path`. Where nothing is, a list of one item is made. Without a
   * ttl the list keeps the life it had.
   *
   * @throws InputRefused also `conflict`, when something else than a list is at `path` or on the way.
   */
  push(path: InputPath, value: unknown, options: PlainWriteOptions = {}): WriteOutcome {
    return this.#writer.counted(() => {
      if (path.length === 0) return refuseNoList(path);
      const accepted = this.#accepted(path, value, ["item"]);
      const written = this.#written(options);
      const keepsLife = options.ttlMs === undefined;
      return this.#writer.writeAt(path, written, ({ log }) => (old) => {
        const list = pushed(old, accepted, { written, keepsLife });
        if (list === undefined) return refuseNoList(path);
        log.note(old !== undefined);
        return list;
      });
    });
  }

  /**
   * DELETE of v1 and v2; the root removes everything. An object whose last member is removed stays, empty.
   *
   * @returns "nothing" when there is nothing at `path`.
   * @throws InputRefused also `conflict`, for an item of a list.
   */
  remove(path: InputPath): WriteOutcome {
    return this.#writer.counted(() => {
      const written = this.#written({});
      if (path.length === 0) return this.#replaceAll(bareObject(), written);
      if (this.at(path) === undefined) return "nothing";
      return this.#writer.writeAt(path, written, (context) => () => removed(context));
    });
  }

  /** Everything that never expires, as one JSON object. What has a ttl is left out: it must not come back for ever. */
  snapshot(): InputObject {
    const { clock, part } = this.#options;
    const nowMs = clock.monotonicMs();
    const all = bareObject();
    for (const key of part.keys(nowMs)) {
      const node = part.node(key, nowMs);
      const value = node && permanentValue(node);
      if (value !== undefined) all[key] = value;
    }
    return Object.freeze(all);
  }

  /** Puts a snapshot in place of everything; checked like any write. */
  load(snapshot: unknown): WriteOutcome {
    return this.replace([], snapshot);
  }

  /** @param inside What leads from `path` to the value, where that is not the same place. */
  #accepted(path: InputPath, value: unknown, inside: InputPath = []): InputValue {
    const inspector = this.#inspector;
    if (inspector.acceptsPath(path) && inspector.accepts(value, [...path, ...inside])) return value;
    throw new InputRefused(inspector.refusal);
  }

  #written({ ttlMs }: PlainWriteOptions): Written {
    const atMs = this.#options.clock.monotonicMs();
    if (ttlMs === undefined) return { atMs, dueMs: Infinity };
    if (Number.isFinite(ttlMs) && ttlMs > 0) return { atMs, dueMs: atMs + ttlMs };
    return refuse("bad_ttl", [], `the ttl is ${ttlMs} ms, it must be finite and above 0`);
  }

  #replaceAll(value: InputValue, written: Written): WriteOutcome {
    if (!isObject(value)) return refuse("not_an_object", [], "only an object can stand here");
    const { part } = this.#options;
    const changes = new Map<string, KeyChange>();
    for (const key of part.keys(written.atMs))
      changes.set(key, (_old, context) => removed(context));
    for (const [key, own] of Object.entries(value))
      changes.set(key, (old, context) => replaced(old, own, context));
    return this.#writer.write([...changes], written);
  }
}

function replaced(
  old: Node | undefined,
  value: InputValue,
  context: WriteContext,
): Node | undefined {
  const made = build(value, context, { dropsNull: false });
  return made && replace(old, made, context.log);
}

function removed({ log }: WriteContext): undefined {
  log.note(true);
}

/** `value` below the keys of `path`, as one patch of the root. */
function nest(path: InputPath, value: InputValue): InputValue {
  return path.reduceRight<InputValue>((inner, key) => {
    const outer = bareObject();
    outer[key] = inner;
    return outer;
  }, value);
}

const refuseNoList = (path: InputPath): never => refuse("not_a_list", path, "is not a list");

function refuse(reason: RefusalReason, path: InputPath, what: string): never {
  throw new InputRefused({ reason, what, path }, reason === "not_a_list" ? "conflict" : undefined);
}

function inspectorOf(limits: SelectionInputLimits): Inspector {
  return new Inspector({
    maxDepth: limits.maxDepth,
    maxKeyBytes: limits.maxKeyBytes,
    maxStringBytes: limits.maxPlainStringBytes,
    maxStringBytesName: "maxPlainStringBytes",
    maxLeaves: limits.maxPlainLeaves,
    maxLeavesName: "maxPlainLeaves",
  });
}
