import { Metric, type ExitCode, type MetricOptions, type Threshold } from "./metric.js";

const STATUS = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;

export interface CheckOptions {
  /** First word of the line. Default `METRIC`. */
  readonly stateType?: string | undefined;
  readonly state_type?: string | undefined;
  /** Between the texts of two metrics. Default `, `. */
  readonly sep?: string | undefined;
  /** Takes the finished line with its line feed. Default: standard output. */
  readonly write?: ((text: string) => void) | undefined;
  /** Ends the process. Default: `process.exit`. */
  readonly exit?: ((code: ExitCode) => void) | undefined;
}

const writeToStdout = (text: string): void => void process.stdout.write(text);
const exitProcess = (code: ExitCode): void => process.exit(code);

/**
 * Collects metrics and ends the plugin with one line, `<state type> <STATUS> - <texts> | <performance data>`, and the
 * highest state of all metrics as exit code, so UNKNOWN beats CRITICAL. Source: reference cache-manager 5.
 */
export class Check {
  readonly metrics: Metric[] = [];
  readonly #stateType: string;
  readonly #sep: string;
  readonly #write: (text: string) => void;
  readonly #exit: (code: ExitCode) => void;

  /** Options, or the original's positional form: state_type, sep. */
  constructor(options: CheckOptions | string = {}, sep?: string) {
    const given = typeof options === "string" ? { stateType: options, sep } : options;
    this.#stateType = given.stateType ?? given.state_type ?? "METRIC";
    this.#sep = given.sep ?? ", ";
    this.#write = given.write ?? writeToStdout;
    this.#exit = given.exit ?? exitProcess;
  }

  /** Adds a metric; the arguments and errors are those of `Metric`. */
  addMetric(
    name: string,
    value: number | bigint | string,
    unit = "",
    warningThreshold?: Threshold,
    criticalThreshold?: Threshold,
    options: MetricOptions = {},
  ): void {
    this.addMetricObj(new Metric(name, value, unit, warningThreshold, criticalThreshold, options));
  }

  addMetricObj(metric: Metric): void {
    this.metrics.push(metric);
  }

  /** Replaces the text of the metric added last. Without any metric it does nothing. */
  addMessage(message: string): void {
    const last = this.metrics.at(-1);
    if (last) last.message = message;
  }

  /** Prints one line and exits; metrics are left out. */
  exit(code: ExitCode, message: string): void {
    this.#write(`${this.#stateType} ${STATUS[code]} - ${message}\n`);
    this.#exit(code);
  }

  exitOk(message: string): void {
    this.exit(0, message);
  }

  exitWarning(message: string): void {
    this.exit(1, message);
  }

  exitCritical(message: string): void {
    this.exit(2, message);
  }

  exitUnknown(message: string): void {
    this.exit(3, message);
  }

  /** Prints all metrics and exits with the highest state; UNKNOWN when there are none. */
  final(): void {
    if (this.metrics.length === 0) {
      this.exitUnknown("no metrics were collected");
      return;
    }
    const texts = this.metrics.filter((metric) => metric.displayInSummary).map(String);
    const perfData = this.metrics
      .filter((metric) => metric.displayInPerf && metric.perfData !== "")
      .map((metric) => metric.perfData);
    const suffix = perfData.length > 0 ? ` | ${perfData.join(" ")}` : "";
    const states = this.metrics.map((metric) => metric.state);
    const worst = states.reduce((high, state) => (state > high ? state : high));
    this.exit(worst, texts.join(this.#sep) + suffix);
  }

  /** The documentation's spellings of the methods above. */
  add_metric(...args: Parameters<Check["addMetric"]>): void {
    this.addMetric(...args);
  }

  add_metric_obj(metric: Metric): void {
    this.addMetricObj(metric);
  }

  add_message(message: string): void {
    this.addMessage(message);
  }

  exit_ok(message: string): void {
    this.exit(0, message);
  }

  exit_warning(message: string): void {
    this.exit(1, message);
  }

  exit_critical(message: string): void {
    this.exit(2, message);
  }

  exit_unknown(message: string): void {
    this.exit(3, message);
  }
}
