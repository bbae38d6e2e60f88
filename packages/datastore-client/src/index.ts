export {
  DEFAULT_CLIENT_LIMITS,
  type DatastoreClientLimits,
  type DatastoreClientOptions,
} from "./client-options.js";
export type { DataFailure, DataPart, DataPoints, DataQueryOptions } from "./data/data-part.js";
export { createDatastoreClient, type DatastoreClient } from "./datastore-client.js";
export { crawl, type CrawlOptions } from "./crawl/crawl.js";
export type {
  CrawledObject,
  CrawlFinding,
  CrawlOrigin,
  CrawlProblem,
} from "./crawl/crawl-finding.js";
export { crawlOrder, type CrawlRoot } from "./crawl/crawl-order.js";
export type { AggregateTree } from "./info/aggregate-tree.js";
export type {
  InfoAnswer,
  InfoObjectAnswer,
  InfoQueryOptions,
  LinkQueryOptions,
} from "./info/info-answer.js";
export type { JsonAnswer } from "./json/query-json.js";
export type { OpsconfigAnswer } from "./info/opsconfig-query.js";
export type { ResolvedHref } from "./origins/allowed-origins.js";
export { storeUrlOf } from "./origins/store-address.js";
export type { ClientIdentity } from "./tls/client-identity.js";
export type { Traffic } from "./transport/fetch.js";
