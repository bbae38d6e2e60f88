import { AppError, oneLine } from "@signalbox/errors";

/** Every problem found in one configuration. `message` is one line; `problems` has them one by one. */
export class ConfigError extends AppError {
  constructor(
    readonly service: string,
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    const text = `configuration of ${service} has ${count}: ${problems.join("; ")}`;
    super("invalid_argument", oneLine(text), options);
  }
}
