import { AppError } from "@signalbox/errors";
import {
  infoError,
  infoTypes,
  isInfoType,
  personalFields,
  type InfoType,
} from "@signalbox/monitoring-model";
import type { ApiAnswer, ApiRequest } from "../../api/api-request.js";
import {
  errorAnswer,
  jsonAnswer,
  refusal,
  streamedAnswer,
  taggedAnswer,
  warningHeader,
} from "../http/answers.js";
import { originOf } from "../http/origin-of.js";
import type { Target } from "../http/target.js";
import type { ReadContext } from "../read-context.js";
import { throttled } from "../throttled.js";
import { aggregateTree } from "./aggregate-tree.js";
import { listPage, listText } from "./info-list.js";
import { InfoReplies, type Reply } from "./info-replies.js";
import { readListQuestion } from "./list-question.js";
import { opsconfigPage, opsconfigReply } from "./opsconfig-reply.js";
import type { TreeReading } from "./tree-ids.js";

const PREFIX = "/info/";
const MAX_TREE_OBJECTS = 100_000;
/** Longest part of an unknown path that a message shows. */
const MAX_SHOWN_CHARS = 64;

/** Answers everything under `/info` (datastore-polling, 2; 8.2). */
export class InfoApi {
  readonly #context: ReadContext;
  readonly #replies: InfoReplies;

  constructor(context: ReadContext) {
    const { options, links } = context;
    this.#context = context;
    this.#replies = new InfoReplies({ store: options.store, links, version: options.version });
  }

  /** @throws AppError for a bad parameter, and for failures of the store */
  answer(request: ApiRequest, target: Target): Promise<ApiAnswer> {
    const rest = target.path.slice(PREFIX.length);
    if (rest === "") return Promise.resolve(this.#types());
    const slash = rest.indexOf("/");
    const type = slash < 0 ? rest : rest.slice(0, slash);
    const id = slash < 0 ? "" : rest.slice(slash + 1);
    if (!isInfoType(type)) return Promise.resolve(unknownType(type, target.path));
    return id === ""
      ? this.#list(type, request, target)
      : this.#object({ type, id }, request, target);
  }

  #types(): ApiAnswer {
    const { links } = this.#context;
    return jsonAnswer({
      types: infoTypes.map((type) => ({ type, href: links.at(PREFIX + type) })),
    });
  }

  async #object(
    key: { readonly type: InfoType; readonly id: string },
    request: ApiRequest,
    target: Target,
  ): Promise<ApiAnswer> {
    const { type, id } = key;
    const config =
      type === "opsconfig" ? opsconfigReply(id, this.#context, this.#replies) : undefined;
    // Its time is that of the reply: a tag would never match.
    if (config) return jsonAnswer(config);
    const { signal, caller } = request;
    const { turnstile } = this.#context;
    // What refers to a large aggregate is read to the end: only some at once.
    return turnstile.within(signal, { who: caller.urn }, () => this.#stored(key, request, target));
  }

  async #stored(
    key: { readonly type: InfoType; readonly id: string },
    request: ApiRequest,
    target: Target,
  ): Promise<ApiAnswer> {
    const { options } = this.#context;
    const { type } = key;
    const info = await options.store.info.get({ source: "", ...key });
    if (!info) return refusal(infoError(key), 404, options.strict);
    const depth = target.parameters.get("depth");
    if (type === "aggregate" && depth === "all") return this.#tree(info, request);
    const reply = await this.#replies.replyTo(type, info, { withPersonal: true });
    return this.#tagged(type, reply, request);
  }

  #tagged(type: InfoType, reply: Reply, { caller }: ApiRequest): ApiAnswer {
    const hidden = caller.mayUse("personal")
      ? []
      : personalFields(type).filter((field) => Object.hasOwn(reply, field));
    const left = Object.entries(reply).filter(([field]) => !hidden.includes(field));
    return taggedAnswer(JSON.stringify(Object.fromEntries(left)), personalWarning(hidden));
  }

  async #tree(info: Parameters<typeof aggregateTree>[0], request: ApiRequest): Promise<ApiAnswer> {
    const { signal, caller } = request;
    const withPersonal = caller.mayUse("personal");
    const body = await aggregateTree(info, { ...this.#reading(signal), withPersonal });
    const headers = withPersonal ? [] : personalWarning(personalFields("sliver"));
    return streamedAnswer(throttled(body, this.#context.turnstile, { signal, who: caller.urn }), {
      headers,
    });
  }

  async #list(type: InfoType, request: ApiRequest, target: Target): Promise<ApiAnswer> {
    const { signal, caller } = request;
    const { turnstile } = this.#context;
    const by = { signal, who: caller.urn };
    const question = readListQuestion(type, target, this.#context.options.limits.maxList);
    if (type === "opsconfig")
      return jsonAnswer(opsconfigPage(question, this.#context, this.#replies));
    const reading = this.#reading(signal);
    const page = await turnstile.within(signal, by, () => listPage(question, reading));
    const withPersonal = caller.mayUse("personal");
    const { fields } = question;
    const body = listText(question, page, {
      replies: this.#replies,
      signal,
      withPersonal,
      ...(fields && { fields }),
    });
    const headers = withPersonal ? [] : personalWarning(personalFields(type));
    return streamedAnswer(throttled(body, turnstile, by), { headers });
  }

  #reading(signal: AbortSignal): TreeReading {
    const { options } = this.#context;
    const { maxTreeObjects = MAX_TREE_OBJECTS } = options.limits;
    return { store: options.store, replies: this.#replies, maxObjects: maxTreeObjects, signal };
  }
}

function personalWarning(fields: readonly string[]): readonly string[] {
  if (fields.length === 0) return [];
  return warningHeader(`left out without the right to personal data: ${fields.join(", ")}`);
}

/** 404 for old clients, too: the original has no such path either (datastore-polling, 2.2). */
function unknownType(type: string, path: string): ApiAnswer {
  const shown = JSON.stringify(type.slice(0, MAX_SHOWN_CHARS));
  const error = new AppError("not_found", `info type ${shown} is unknown`);
  return errorAnswer(error, originOf(path), true);
}
