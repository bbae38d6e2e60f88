import { AppError } from "@signalbox/errors";

/** What was typed and what could have been, for the suggestion behind the message. */
export interface Mistyped {
  readonly given: string;
  readonly known: readonly string[];
}

/** The command line itself is wrong: exit code 2. A server's `invalid_argument` is not: that is exit code 1. */
export class UsageError extends AppError {
  constructor(
    message: string,
    readonly mistyped?: Mistyped,
  ) {
    super("invalid_argument", message);
  }
}
