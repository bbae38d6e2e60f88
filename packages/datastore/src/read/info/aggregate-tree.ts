import type { StoredInfo } from "@signalbox/timeseries-store";
import { FETCHED, TreeIdsFinder, treeTypes, type TreeReading, type TreeType } from "./tree-ids.js";

/** The members of the reply, after `aggregate`. */
const MEMBER_OF: Readonly<Record<TreeType, string>> = {
  node: "nodes",
  link: "links",
  sliver: "slivers",
  interfacevlan: "interfacevlans",
  interface: "interfaces",
};

export interface TreeOptions extends TreeReading {
  readonly withPersonal: boolean;
}

/**
 * A whole aggregate in one reply: `{aggregate, nodes, links, slivers, interfacevlans, interfaces}`, each object as its own
 * info query gives it, each once. Objects that another one names and the store does not have are left out.
 *
 * @throws AppError `item_too_large`, before the first piece of text
 */
export async function aggregateTree(
  aggregate: StoredInfo,
  options: TreeOptions,
): Promise<AsyncGenerator<string, void, undefined>> {
  const ids = await new TreeIdsFinder(options).findAll(aggregate);
  return treeText(aggregate, ids, options);
}

async function* treeText(
  aggregate: StoredInfo,
  ids: Readonly<Record<TreeType, readonly string[]>>,
  options: TreeOptions,
): AsyncGenerator<string, void, undefined> {
  const head = await options.replies.replyTo("aggregate", aggregate, options);
  yield `{"aggregate":${JSON.stringify(head)}`;
  for (const type of treeTypes) {
    yield `,"${MEMBER_OF[type]}":[`;
    yield* membersText(type, ids[type], options);
    yield "]";
  }
  yield "}";
}

async function* membersText(type: TreeType, ids: readonly string[], options: TreeOptions) {
  let separator = "";
  for (let at = 0; at < ids.length; at += FETCHED) {
    const keys = ids.slice(at, at + FETCHED).map((id) => ({ source: "", type, id }));
    let text = "";
    for (const info of await options.store.info.getMany(keys)) {
      options.signal.throwIfAborted();
      if (!info) continue;
      const reply = await options.replies.replyTo(type, info, options);
      text += separator + JSON.stringify(reply);
      separator = ",";
    }
    yield text;
  }
}
