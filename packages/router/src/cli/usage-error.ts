import { AppError } from "@signalbox/errors";

/** What was typed and what could have been, for the suggestion behind the message. */
export interface Mistyped {
  readonly given: string;
  readonly known: readonly string[];
}

/** The command line is wrong, or a file it names cannot be used: exit code 2. What a router refuses is not: that is 1. */
export class UsageError extends AppError {
  readonly mistyped: Mistyped | undefined;

  constructor(message: string, options: { mistyped?: Mistyped; cause?: unknown } = {}) {
    super("invalid_argument", message, { cause: options.cause });
    this.mistyped = options.mistyped;
  }
}
