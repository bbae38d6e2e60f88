/**
 * The error classes a plugin author knows from the original library. They are plain: which exit code each one becomes is
 * the plugin's decision. Source: reference cache-manager 5, last rows.
 */
class NamedError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The caller passed something unusable. */
export class ParamError extends NamedError {}

/** The caller passed something unusable and the help text should be shown with the message. */
export class ParamErrorWithHelp extends NamedError {}

/** A server or a measurement answered with nothing, with an error or with something unusable. */
export class ResultError extends NamedError {
  /** The HTTP status when a server refused, otherwise undefined. */
  readonly statusCode: number | undefined;

  constructor(message?: string, options?: ErrorOptions & { statusCode?: number }) {
    super(message, options);
    this.statusCode = options?.statusCode;
  }
}

/** No state can be told yet, for example because the check needs a previous sample and this is the first run. */
export class AssumedOK extends NamedError {}

/** A metric's threshold has a wrong syntax. */
export class InvalidMetricThreshold extends NamedError {}

/** A metric's name has a character that performance data cannot carry. */
export class InvalidMetricName extends NamedError {}

/** The state manager could not be reached, refused, or answered with nonsense. */
export class StateManagerStoreError extends NamedError {}

/** The connection failed before a whole reply was there. */
export class TransportError extends NamedError {
  /** Node's error code, such as `ECONNREFUSED`; `ETIMEDOUT` for every time limit; `ECLOSED` after `close()`. */
  readonly code: string;
  /** True when an established connection closed before any byte of the reply, so that sending again is safe. */
  readonly isResendable: boolean;

  constructor(code: string, message: string, options?: ErrorOptions & { isResendable?: boolean }) {
    super(message, options);
    this.code = code;
    this.isResendable = options?.isResendable ?? false;
  }
}
