import { AppError } from "@signalbox/errors";
import type { ApiAnswer, ApiRequest } from "../api/api-request.js";
import { errorAnswer } from "../read/http/answers.js";
import { originOf } from "../read/http/origin-of.js";

export { originOf };

/** A part of the interface; undefined: not its path. */
export interface Api {
  answer(request: ApiRequest): Promise<ApiAnswer | undefined>;
}

/** The first part that knows the path answers; what nobody knows, and what goes wrong, is an error object, never HTML. */
export class WholeApi {
  readonly #parts: readonly Api[];
  readonly #strict: boolean;
  readonly #onFailure: (error: AppError) => void;

  constructor(options: {
    readonly parts: readonly Api[];
    readonly strict: boolean;
    /** Told of what is not the caller's fault. */
    readonly onFailure: (error: AppError) => void;
  }) {
    this.#parts = options.parts;
    this.#strict = options.strict;
    this.#onFailure = options.onFailure;
  }

  /** @param path decoded. Never rejects; the pieces of a body may. */
  async answer(request: ApiRequest, path: string): Promise<ApiAnswer> {
    try {
      for (const part of this.#parts) {
        const answer = await part.answer(request);
        if (answer) return answer;
      }
      return this.unknown(path);
    } catch (reason) {
      return this.failed(reason, path);
    }
  }

  /** The answer for a path that nobody knows: 404 also for old clients, who do not ask for it. @param path decoded */
  unknown(path: string): ApiAnswer {
    return errorAnswer(new AppError("not_found", "there is no such path"), originOf(path), true);
  }

  /** The answer to a failure. @param path decoded */
  failed(reason: unknown, path: string): ApiAnswer {
    const error = AppError.from(reason);
    if (error.status >= 500) this.#onFailure(error);
    const isOriginals = path.startsWith("/info") || path.startsWith("/data");
    return errorAnswer(error, originOf(path), this.#strict || !isOriginals);
  }
}
