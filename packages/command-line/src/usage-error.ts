import { AppError } from "@signalbox/errors";

/** What was typed and what could have been, for the suggestion behind the message. */
export interface Mistyped {
  readonly given: string;
  readonly known: readonly string[];
}

/** What may stand beside a `UsageError`'s message. */
export interface UsageErrorOptions {
  readonly command?: string | undefined;
  readonly mistyped?: Mistyped | undefined;
  readonly cause?: unknown;
}

/**
 * The command line is wrong, or a file it names cannot be used: exit code 2. A server's `invalid_argument` is not: that is
 * exit code 1.
 */
export class UsageError extends AppError {
  /** The command whose arguments could not be read; the message does not name it, because each tool does so in its own way. */
  readonly command: string | undefined;
  readonly mistyped: Mistyped | undefined;

  constructor(message: string, { command, mistyped, cause }: UsageErrorOptions = {}) {
    super("invalid_argument", message, { cause });
    this.command = command;
    this.mistyped = mistyped;
  }
}
