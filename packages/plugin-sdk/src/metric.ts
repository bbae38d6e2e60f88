import { formatFixed, parseFloatText } from "./decimal-format.js";
import { InvalidMetricName, ParamError } from "./errors.js";
import { isAlert, parseThreshold } from "./metric-threshold.js";
import { convertValue, isByteUnit, shownUnit, type Converted } from "./metric-units.js";
import { toCamelCase, type EitherCase } from "./snake-case.js";

/** Exit codes of a check. */
export type ExitCode = 0 | 1 | 2 | 3;

/** A threshold; undefined, null and the empty text mean none. */
export type Threshold = string | number | null | undefined;

interface Settings {
  /** Text with `{name}`, `{value}` and `{unit}`. Default `{name} is {value}{unit}`. */
  readonly displayFormat?: string | undefined;
  /** Shown instead of the name. */
  readonly displayName?: string | null | undefined;
  /** Default true. */
  readonly displayInSummary?: boolean | undefined;
  /** Default true. */
  readonly displayInPerf?: boolean | undefined;
  /** Show the value with a fitting prefix. Default: for bytes and bits. */
  readonly convertMetric?: boolean | null | undefined;
  /** Bytes by 1000 instead of 1024. Default false. */
  readonly siBytesConversion?: boolean | undefined;
  /** Decimals in the text. Default 2. */
  readonly summaryPrecision?: number | undefined;
  /** Decimals in the performance data. Default 2. */
  readonly perfDataPrecision?: number | undefined;
  /** Replaces the whole text. */
  readonly message?: string | undefined;
}

/** Options of a metric, in either spelling: `displayName` or `display_name`. */
export type MetricOptions = EitherCase<Settings>;

const MAX_PRECISION = 1000;
const DEFAULT_FORMAT = "{name} is {value}{unit}";

function checkName(name: string): string {
  const forbidden = /['"=]/.exec(name);
  if (!forbidden) return name;
  throw new InvalidMetricName(`Metric names cannot contain ${forbidden[0]}, got ${name}`);
}

function checkPrecision(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= MAX_PRECISION) return value;
  const limits = `must be a whole number from 0 to ${MAX_PRECISION}`;
  throw new ParamError(`${name} ${limits}, got ${String(value)}`);
}

const thresholdText = (threshold: Threshold): string => String(threshold ?? "");

/** Fills `{name}`, `{value}`, `{unit}`; `{{` and `}}` are braces. @throws ParamError for any other placeholder. */
function fillFormat(format: string, values: Readonly<Record<string, string>>): string {
  return format.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (match, name: string | undefined) => {
    if (name === undefined) return match.charAt(0);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    throw new ParamError(`displayFormat has the unknown placeholder {${name}}`);
  });
}

/**
 * One measured value with its thresholds: its state, its text (`toString`) and its performance data.
 * Source: reference cache-manager 5.
 *
 * @throws InvalidMetricName for a name with `'`, `"` or `=`; InvalidMetricThreshold; ParamError for a threshold on a
 * value that is not a number.
 */
export class Metric {
  readonly name: string;
  /** A number where the given value is one, also when it came as text. */
  readonly value: number | string;
  readonly unit: string;
  readonly warningThreshold: string;
  readonly criticalThreshold: string;
  readonly state: ExitCode;
  readonly displayInSummary: boolean;
  readonly displayInPerf: boolean;
  /** Empty when the value is not a number. */
  readonly perfData: string;
  /** When not empty, shown instead of the text made from the value. */
  message: string;
  readonly #settings: Settings;
  readonly #summaryPrecision: number;

  constructor(
    name: string,
    value: number | bigint | string,
    unit = "",
    warningThreshold?: Threshold,
    criticalThreshold?: Threshold,
    options: MetricOptions = {},
  ) {
    const settings = toCamelCase<Settings>(options);
    this.#settings = settings;
    this.name = checkName(name);
    this.value = typeof value === "string" ? (parseFloatText(value) ?? value) : Number(value);
    this.unit = unit;
    this.warningThreshold = thresholdText(warningThreshold);
    this.criticalThreshold = thresholdText(criticalThreshold);
    this.displayInSummary = settings.displayInSummary ?? true;
    this.displayInPerf = settings.displayInPerf ?? true;
    this.message = settings.message ?? "";
    this.#summaryPrecision = checkPrecision("summaryPrecision", settings.summaryPrecision ?? 2);
    this.state = this.#evaluate();
    this.perfData = this.#perfData(
      checkPrecision("perfDataPrecision", settings.perfDataPrecision ?? 2),
    );
  }

  /** The documentation's spelling of `perfData`. */
  get perf_data(): string {
    return this.perfData;
  }

  /** The metric's part of the summary. @throws ParamError for an unknown placeholder in `displayFormat`. */
  toString(): string {
    if (this.message !== "") return this.message;
    const { value, unit } = this.#shown();
    return fillFormat(this.#settings.displayFormat ?? DEFAULT_FORMAT, {
      name: this.#settings.displayName || this.name,
      value: typeof value === "number" ? formatFixed(value, this.#summaryPrecision) : value,
      unit,
    });
  }

  #shown(): Converted {
    const unit = shownUnit(this.unit);
    const converts = this.#settings.convertMetric ?? isByteUnit(this.unit);
    if (!converts || typeof this.value === "string") return { value: this.value, unit };
    return convertValue(this.value, unit, this.#settings.siBytesConversion ?? false);
  }

  #evaluate(): ExitCode {
    if (this.#alerts(this.criticalThreshold)) {
      this.#alerts(this.warningThreshold); // Its syntax is checked in any case.
      return 2;
    }
    return this.#alerts(this.warningThreshold) ? 1 : 0;
  }

  #alerts(threshold: string): boolean {
    if (threshold === "") return false;
    const range = parseThreshold(threshold, this.#settings.siBytesConversion ?? false);
    if (typeof this.value === "number") return isAlert(this.value, range);
    throw new ParamError(`metric ${this.name} is "${this.value}": a threshold needs a number`);
  }

  #perfData(precision: number): string {
    if (typeof this.value === "string") return "";
    const name = this.name.includes(" ") ? `'${this.name}'` : this.name;
    const value = formatFixed(this.value, precision);
    const thresholds = [this.warningThreshold, this.criticalThreshold];
    const suffix = thresholds.some((one) => one !== "") ? `;${thresholds.join(";")}` : "";
    return `${name}=${value}${this.unit}${suffix}`;
  }
}
