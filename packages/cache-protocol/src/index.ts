export { sliceText, type StringSlice } from "./json-string.js";
export { httpApi, type ApiEndpoint, type ApiField } from "./http-api.js";
export { FlatObject, readFlatObject, type FlatValue } from "./flat-object.js";
export {
  dataLiteralOf,
  deletedReply,
  EMPTY_REPLY,
  hitParts,
  hitReply,
  isErrorReply,
  lockReply,
  OK_REPLY,
  releasedReply,
  renewedReply,
  staleReply,
  storedReply,
  type LockReply,
} from "./replies.js";
export {
  DEFAULT_TTL_SECONDS,
  MAX_TTL_SECONDS,
  readGetRequest,
  readKeyRequest,
  readSetRequest,
  readSetTarget,
  RequestFields,
  type GetRequest,
  type KeyRequest,
  type SetRequest,
} from "./requests.js";
export { STATUS_FIELDS, type CacheStatus } from "./status.js";
