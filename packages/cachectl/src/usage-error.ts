import { AppError } from "@signalbox/errors";

/** The command line itself is wrong: exit code 2. A server's `invalid_argument` is not: that is exit code 1. */
export class UsageError extends AppError {
  constructor(message: string) {
    super("invalid_argument", message);
  }
}
