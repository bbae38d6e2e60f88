export { createHttpClient, type HttpClient } from "./http-client.js";
export type { HttpMethod, HttpRequest } from "./http-request.js";
export type { HttpReply } from "./http-reply.js";
export {
  DEFAULT_MAX_PENDING,
  type HttpClientOptions,
  type RetryOptions,
  type TlsIdentity,
} from "./options.js";
