import { AppError } from "@signalbox/errors";
import type { InfoFound, InfoType, ObjectReference } from "@signalbox/monitoring-model";
import { inOrder } from "../data/in-order.js";
import type { DatastoreClient } from "../datastore-client.js";
import type { InfoObjectAnswer } from "../info/info-answer.js";
import type { CrawlFinding, CrawlOrigin, CrawlProblem } from "./crawl-finding.js";
import { crawlOrder, followedReferences, type CrawlRoot } from "./crawl-order.js";
import { fetchReference, type ReferenceAnswer } from "./fetch-reference.js";

export interface CrawlOptions {
  readonly client: Pick<DatastoreClient, "info" | "infoAt" | "aggregateTree" | "resolve" | "url">;
  readonly root: { readonly type: CrawlRoot; readonly id: string };
  /** Requests at once; default 6 (datastore-polling, 9.24). */
  readonly parallel?: number;
  /**
   * Objects after which the crawl ends with the problem `limit`; default 1,000,000. As many, and at least 10,000, may be named: what is
   * named beyond that, or by names and links of more than 128 characters each on average, is not looked for, which is that problem, too.
   */
  readonly maxObjects?: number;
  /** Whether a store that can is asked for a whole aggregate at once; default true. */
  readonly atOnce?: boolean;
  readonly signal?: AbortSignal;
}

const DEFAULT_PARALLEL = 6;
const DEFAULT_MAX_OBJECTS = 1_000_000;
const LEAST_MAX_NAMES = 10_000;
const CHARS_PER_NAME = 128;

/**
 * Walks a store from its root: everything that belongs to an aggregate, an external check store or an authority, in the order of
 * datastore-polling 4.2, parents and children of objects included, each once. What cannot be read is a finding, too.
 *
 * @throws AppError only when the root cannot be read: `not_found` when the store does not have it, else as `DatastoreClient.info`
 */
export async function* crawl(options: CrawlOptions): AsyncGenerator<CrawlFinding, void, undefined> {
  yield* new Crawl(options).run();
}

/** A reference and the object that holds it. */
interface Lead {
  readonly reference: ObjectReference;
  readonly from: CrawlOrigin;
}

class Crawl {
  readonly #leads = new Map<InfoType, Lead[]>();
  /** Types and ids that were named, and whether they are known or were looked for already. */
  readonly #names = new Map<string, boolean>();
  readonly #maxObjects: number;
  readonly #maxNames: number;
  /** Of names and of the links that go with them. */
  #chars = 0;
  #isFull = false;
  #objects = 0;

  constructor(readonly options: CrawlOptions) {
    this.#maxObjects = options.maxObjects ?? DEFAULT_MAX_OBJECTS;
    this.#maxNames = Math.max(LEAST_MAX_NAMES, this.#maxObjects);
  }

  get #maxChars(): number {
    return this.#maxNames * CHARS_PER_NAME;
  }

  async *run(): AsyncGenerator<CrawlFinding, void, undefined> {
    yield* await this.#root();
    for (let leads = this.#next(); leads.length > 0; leads = this.#next()) {
      const answers = inOrder(leads, this.options.parallel ?? DEFAULT_PARALLEL, (lead) =>
        fetchReference(lead.reference, this.options).then((answer) => ({ lead, answer })),
      );
      for await (const { lead, answer } of answers) {
        yield* this.#take(lead, answer);
        if (this.#objects >= this.#maxObjects || this.#chars > this.#maxChars) {
          const message = `the crawl ended at ${this.#objects} objects of ${this.#chars} characters of names (maxObjects)`;
          yield this.#limit(message);
          return;
        }
      }
    }
    if (this.#isFull) {
      const message = `objects beyond ${this.#names.size} names of ${this.#chars} characters were not looked for (maxObjects)`;
      yield this.#limit(message);
    }
  }

  async #root(): Promise<readonly CrawlFinding[]> {
    const { client, root, signal, atOnce = true } = this.options;
    const how = { ...(signal && { signal }) };
    const answer =
      root.type === "aggregate" && atOnce
        ? await client.aggregateTree(root.id, how)
        : await client.info(root.type, root.id, how);
    if (answer.kind === "object") return [this.#enter(answer, undefined, answer)];
    if (answer.kind === "tree") {
      const origins = originsIn(answer.objects);
      return [
        ...answer.objects.map((found) =>
          this.#enter(found, origins.get(keyOf(found.type, found.id))),
        ),
        ...answer.problems.map((message): CrawlProblem => ({
          kind: "problem",
          problem: "failed",
          message,
        })),
      ];
    }
    const reason = answer.kind === "absent" ? answer.message : "not modified";
    throw new AppError("not_found", `${client.url}: ${root.type} ${root.id}: ${reason}`);
  }

  /** All leads of the first type that has some. */
  #next(): readonly Lead[] {
    for (const type of crawlOrder) {
      const leads = this.#leads.get(type) ?? [];
      this.#leads.delete(type);
      // What a tree or an earlier answer brought meanwhile need not be asked for.
      const unknown = leads.filter(({ reference }) => this.#names.get(nameOf(reference)) !== true);
      for (const { reference } of unknown) this.#names.set(nameOf(reference), true);
      if (unknown.length > 0) return unknown;
    }
    return [];
  }

  *#take(lead: Lead, answer: ReferenceAnswer): Generator<CrawlFinding, void, undefined> {
    const { reference, from } = lead;
    const { type, id, href } = reference;
    const about = {
      type,
      from,
      ...(id !== undefined && { id }),
      ...(href !== undefined && { href }),
    };
    if (answer.kind !== "object") {
      yield { ...about, ...answer, kind: "problem", problem: answer.kind };
      return;
    }
    if (id !== undefined && answer.id !== id) {
      const message = `the id is ${JSON.stringify(answer.id)}, the reference says ${JSON.stringify(id)}`;
      yield { ...about, kind: "problem", problem: "other-id", message };
      if (this.#names.has(keyOf(answer.type, answer.id))) return;
    }
    yield this.#enter(answer, from, answer);
  }

  #enter(found: InfoFound, from?: CrawlOrigin, answer?: InfoObjectAnswer): CrawlFinding {
    const isRoot = this.#objects === 0;
    this.#objects += 1;
    this.#note(keyOf(found.type, found.id), true);
    for (const reference of followedReferences(found, isRoot)) {
      const { field, type, href = "", urn = "" } = reference;
      if (!this.#isNew(reference, href.length + urn.length)) continue;
      const lead = { reference, from: { type: found.type, id: found.id, field } };
      const leads = this.#leads.get(type);
      if (leads === undefined) this.#leads.set(type, [lead]);
      else leads.push(lead);
    }
    return {
      kind: "object",
      found,
      ...(from && { from }),
      ...(answer && { url: answer.url, sent: answer.sent }),
    };
  }

  /** Whether nobody named it yet, and there is room for it. A store must not fill the memory by naming what is not there. */
  #isNew(reference: ObjectReference, linkChars: number): boolean {
    const name = nameOf(reference);
    if (this.#names.has(name)) return false;
    const chars = this.#chars + name.length + linkChars;
    const hasRoom = this.#names.size < this.#maxNames && chars <= this.#maxChars;
    if (hasRoom) {
      this.#note(name, false);
      this.#chars += linkChars;
    } else this.#isFull = true;
    return hasRoom;
  }

  #note(name: string, isKnown: boolean): void {
    if (!this.#names.has(name)) this.#chars += name.length;
    this.#names.set(name, isKnown);
  }

  #limit(message: string): CrawlProblem {
    return { kind: "problem", problem: "limit", message };
  }
}

/** Which object of a reply with many names which other first; the first object is the root. */
function originsIn(objects: readonly InfoFound[]): ReadonlyMap<string, CrawlOrigin> {
  const origins = new Map<string, CrawlOrigin>();
  const [root] = objects;
  const rootKey = root && keyOf(root.type, root.id);
  for (const found of objects) {
    for (const { field, type, id = "" } of followedReferences(found, found === root)) {
      const key = keyOf(type, id);
      if (key === rootKey || origins.has(key)) continue;
      origins.set(key, { type: found.type, id: found.id, field });
    }
  }
  return origins;
}

const keyOf = (type: string, id: string): string => `${type}\n${id}`;

const nameOf = ({ type, id, href = "" }: ObjectReference): string => keyOf(type, id ?? href);
