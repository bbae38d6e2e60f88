import {
  infoReply,
  withoutPersonalData,
  type InfoFields,
  type InfoReading,
  type InfoType,
} from "@signalbox/monitoring-model";
import type { StoredInfo } from "@signalbox/timeseries-store";
import { derivedLists, relations } from "../../api/relations.js";
import type { Links } from "../links.js";
import type { ReadableStore } from "../read-options.js";
import { RelatedObjects } from "./related-objects.js";
import { readDocument, type StoredDocument } from "./stored-document.js";

export type Reply = InfoReading<InfoType>;

export interface ReplyOptions {
  /** Whether fields that tell who a person is are sent. */
  readonly withPersonal: boolean;
  /** Only these fields; absent: all. */
  readonly fields?: ReadonlySet<string>;
}

/** Makes the reply for an object out of its document and of what refers to it (datastore-polling, 1; 9.14, 9.15). */
export class InfoReplies {
  readonly #links: Links;
  readonly #version: string;
  readonly #related: RelatedObjects;

  constructor(from: {
    readonly store: ReadableStore;
    readonly links: Links;
    readonly version: string;
  }) {
    this.#links = from.links;
    this.#version = from.version;
    this.#related = new RelatedObjects(from.store, from.links);
  }

  async replyTo(type: InfoType, info: StoredInfo, options: ReplyOptions): Promise<Reply> {
    const document = readDocument(info);
    const isWanted = (field: string): boolean => options.fields?.has(field) ?? true;
    const fields = {
      selfRef: this.#links.info(type, info.id),
      measRef: this.#links.data(),
      urn: info.urn,
      ...(await this.#named(type, document, isWanted)),
      ...(await this.#listed(type, info, document, isWanted)),
      ...withoutNull(document.fields),
      id: info.id,
      ts: info.tsUs,
      monitoring_version: this.#version,
    };
    return visible(type, this.written(type, fields), options);
  }

  /** In the declared order, without what is not declared. */
  written(type: InfoType, fields: Readonly<Record<string, unknown>>): Reply {
    // What is stored was checked against the declaration when it came in; the writer looks at every value itself.
    return infoReply(type, fields as InfoFields<InfoType>);
  }

  /** Single objects that are kept as an id only. */
  async #named(type: InfoType, document: StoredDocument, isWanted: (field: string) => boolean) {
    const named: Record<string, unknown> = {};
    for (const { column, to, field } of relations[type] ?? []) {
      const id = document.relations.get(column);
      if (id === undefined || field === undefined || isGiven(document, field)) continue;
      if (isWanted(field)) named[field] = await this.#related.one(to, id);
    }
    return named;
  }

  /** Lists that nobody wrote: the objects that refer to this one. */
  async #listed(
    type: InfoType,
    info: StoredInfo,
    document: StoredDocument,
    isWanted: (field: string) => boolean,
  ) {
    const missing = (derivedLists[type] ?? []).filter(
      ({ field }) => isWanted(field) && !isGiven(document, field),
    );
    if (missing.length === 0) return {};
    const referrers = await this.#related.referrers(info);
    const lists: Record<string, unknown> = {};
    for (const list of missing) lists[list.field] = await this.#related.list(referrers, list);
    return lists;
  }
}

/** What may be seen of a reply. */
function visible(type: InfoType, reply: Reply, { withPersonal, fields }: ReplyOptions): Reply {
  const seen = withPersonal ? reply : withoutPersonalData(type, reply);
  return onlyFields(seen, fields);
}

/** What is left of a reply when only some fields are asked for; the id always is. */
export function onlyFields(reply: Reply, fields: ReadonlySet<string> | undefined): Reply {
  if (!fields) return reply;
  return Object.fromEntries(
    Object.entries(reply).filter(([name]) => name === "id" || fields.has(name)),
  );
}

const isGiven = ({ fields }: StoredDocument, name: string): boolean =>
  Object.hasOwn(fields, name) && fields[name] !== null;

/** A field that is null is one that is not given, and must not hide what is derived. */
const withoutNull = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
