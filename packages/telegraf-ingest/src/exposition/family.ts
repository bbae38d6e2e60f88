export type MetricType = "counter" | "gauge";
export type Labels = readonly (readonly [name: string, value: string])[];

/** The type of the text that `Exposition` writes. */
export const EXPOSITION_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** A name with nothing in it that Prometheus refuses; what it refuses becomes `_`. */
export function metricName(text: string): string {
  const name = text.replace(/[^a-zA-Z0-9_:]/g, "_");
  return /^[0-9]/.test(name) || name === "" ? `_${name}` : name;
}

function labelName(text: string): string {
  return metricName(text).replaceAll(":", "_");
}

function labelValue(text: string): string {
  return text.replace(/["\\\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`));
}

/** `{name="value",...}`, or nothing. Of names that become equal the first counts. */
export function formatLabels(labels: Labels): string {
  const texts = new Map<string, string>();
  for (const [name, value] of labels) {
    const clean = labelName(name);
    if (!texts.has(clean)) texts.set(clean, `${clean}="${labelValue(value)}"`);
  }
  return texts.size === 0 ? "" : `{${[...texts.values()].join(",")}}`;
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}

interface Family {
  readonly type: MetricType;
  readonly help: string | undefined;
  /** By labels: the same labels twice would make the whole text invalid. */
  readonly samples: Map<string, number>;
}

/** Collects samples and writes them in Prometheus' text format, the samples of a name together. */
export class Exposition {
  readonly #families = new Map<string, Family>();

  /** Announces a name, so that it is there even without samples. The first announcement counts. */
  family(name: string, type: MetricType, help?: string): void {
    if (!this.#families.has(name)) this.#families.set(name, { type, help, samples: new Map() });
  }

  /**
   * @param name A valid name that has been announced; see `metricName`.
   * @param labels As `formatLabels` gives them. Of equal labels the last counts.
   */
  sample(name: string, labels: string, value: number): void {
    this.#families.get(name)?.samples.set(labels, value);
  }

  toString(): string {
    const lines: string[] = [];
    for (const [name, { type, help, samples }] of this.#families) {
      if (help !== undefined) lines.push(`# HELP ${name} ${help}\n`);
      lines.push(`# TYPE ${name} ${type}\n`);
      for (const [labels, value] of samples) {
        lines.push(`${name}${labels} ${formatNumber(value)}\n`);
      }
    }
    return lines.join("");
  }
}
