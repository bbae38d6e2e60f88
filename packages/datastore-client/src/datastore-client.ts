import type { DataQuery, InfoType } from "@signalbox/monitoring-model";
import { readLimits, type DatastoreClientOptions } from "./client-options.js";
import type { DataPart, DataQueryOptions } from "./data/data-part.js";
import { dataAddress, queryData } from "./data/data-queries.js";
import { queryAggregateTree, type AggregateTree } from "./info/aggregate-tree.js";
import type { InfoAnswer, InfoQueryOptions, LinkQueryOptions } from "./info/info-answer.js";
import { isSignalbox } from "./info/is-signalbox.js";
import { queryInfo, queryLink } from "./info/info-queries.js";
import { queryOpsconfig, type OpsconfigAnswer } from "./info/opsconfig-query.js";
import { allowedOrigins, type ResolvedHref } from "./origins/allowed-origins.js";
import { queryJson, type JsonAnswer } from "./json/query-json.js";
import { readStoreUrl } from "./origins/store-address.js";
import { tlsIdentity } from "./tls/client-identity.js";
import { Fetcher, type Traffic } from "./transport/fetch.js";
import { originClients } from "./transport/origin-clients.js";

/**
 * Asks one store. Whatever the store answers, nothing but AppError is thrown: `unavailable` (nobody there, or 503),
 * `upstream_timeout`, `unauthenticated` (401), `permission_denied` (403, or a link that may not be followed), `upstream_failed`
 * (all else); `invalid_argument` for what the caller asked; `too_many_requests` above `maxPending`.
 */
export interface DatastoreClient {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  /** What was asked and received so far. */
  readonly traffic: Traffic;
  /** One object; an answer about another one is `upstream_failed`. */
  info(type: InfoType, id: string, options?: InfoQueryOptions): Promise<InfoAnswer>;
  /** The object a link in a reply leads to, only at allowed origins; the reply's own id counts. */
  infoAt(href: string, options?: LinkQueryOptions): Promise<InfoAnswer>;
  /**
   * An aggregate with all that belongs to it, when the store can send it in one reply; the aggregate alone from any other
   * store. Costs one request more only when the whole is too large to send.
   */
  aggregateTree(
    id: string,
    options?: Pick<InfoQueryOptions, "signal">,
  ): Promise<AggregateTree | InfoAnswer>;
  /**
   * Whether this is a Signalbox datastore, by what it answers at its root; if so, long data queries are posted from now on. Any
   * failure but the refusal of the certificate is a no.
   */
  recognise(options?: Pick<InfoQueryOptions, "signal">): Promise<boolean>;
  /** The list of stores at a URL of an allowed origin (datastore-polling, 6). */
  opsconfig(url: string, options?: InfoQueryOptions): Promise<OpsconfigAnswer>;
  /**
   * Points, in parts as the answers come; a long list of ids takes several requests. A part that fails does not end the others.
   *
   * @throws AppError `permission_denied` for a `measRef` that may not be followed, `invalid_argument` for a query that fits into no URL
   */
  data(query: DataQuery, options?: DataQueryOptions): AsyncIterable<DataPart>;
  /** Whatever JSON a link of an allowed origin leads to, as it is sent and with any status; for tools that look closer. */
  json(href: string, options?: Pick<InfoQueryOptions, "signal">): Promise<JsonAnswer>;
  /** Whether a link may be followed, and where to. */
  resolve(href: string): ResolvedHref;
  /** Closes all connections; requests under way fail. */
  close(): void;
}

/**
 * A client of one datastore. The caller closes it.
 *
 * @throws AppError `invalid_argument` for a bad URL, identity, origin or limit
 */
export function createDatastoreClient(options: DatastoreClientOptions): DatastoreClient {
  const storeUrl = readStoreUrl(options.url);
  const limits = readLimits(options.limits);
  const origins = allowedOrigins(storeUrl, options.allowedOrigins ?? []);
  const tls = options.tls && tlsIdentity(options.tls);
  const clients = originClients(options, limits, tls);
  const fetcher = new Fetcher({ clients, origins, limits, clock: options.clock });
  // One of our own datastores: nobody else sends a tree.
  let takesPosts = options.takesPosts ?? false;
  return {
    url: storeUrl.href.replace(/\/+$/, ""),
    get traffic() {
      return fetcher.traffic;
    },
    info: (type, id, how = {}) => queryInfo(fetcher, { storeUrl, type, id }, how),
    infoAt: (href, how = {}) => queryLink(fetcher, href, how),
    aggregateTree: async (id, how = {}) => {
      const answer = await queryAggregateTree(fetcher, { storeUrl, id }, how);
      takesPosts ||= answer.kind === "tree";
      return answer;
    },
    recognise: async (how = {}) => {
      const isOurs = await isSignalbox(fetcher, storeUrl, how);
      takesPosts ||= isOurs;
      return isOurs;
    },
    opsconfig: (url, how = {}) => queryOpsconfig(fetcher, url, how),
    data: (query, how = {}) => {
      const address = dataAddress(fetcher, storeUrl, how.measRef);
      return queryData(fetcher, { address, query, takesPosts }, how);
    },
    json: (href, how = {}) => queryJson(fetcher, href, how),
    resolve: (href) => origins.resolve(href),
    close: () => clients.close(),
  };
}
