export type MetricType = "counter" | "gauge";
export type Labels = readonly (readonly [name: string, value: string])[];

/** The Content-Type of the page. */
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

/** Labels as they stand in the text. */
export interface LabelText {
  readonly text: string;
  /** False when a name was changed or left out: other labels may then have the same text. */
  readonly isExact: boolean;
}

export const NO_LABELS: LabelText = { text: "", isExact: true };

/** `{name="value",...}`, or nothing. Of names that become equal the first counts. */
export function formatLabels(labels: Labels): LabelText {
  const texts = new Map<string, string>();
  let isExact = true;
  for (const [name, value] of labels) {
    const clean = labelName(name);
    isExact &&= clean === name;
    if (!texts.has(clean)) texts.set(clean, `${clean}="${labelValue(value)}"`);
  }
  return texts.size === 0 ? NO_LABELS : { text: `{${[...texts.values()].join(",")}}`, isExact };
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}

/** Lines handed out together: some tens of kilobytes. */
const LINES_PER_PIECE = 500;

/** The samples of one name. No labels occur twice, for that would make the whole page invalid; the first count. */
export class Family {
  readonly #name: string;
  readonly #head: string;
  readonly #texts: string[] = [];
  readonly #lines: string[] = [];
  /** Made only when labels may repeat, which for well named tags and fields is never. */
  #seen: Set<string> | undefined;

  /** @param name A valid name; see `metricName`. */
  constructor(name: string, type: MetricType, help?: string) {
    const helpLine = help === undefined ? "" : `# HELP ${name} ${help}\n`;
    this.#name = name;
    this.#head = `${helpLine}# TYPE ${name} ${type}\n`;
  }

  /** Exact labels must differ from sample to sample, unless `mayRepeat` was called. */
  add({ text, isExact }: LabelText, value: number): void {
    if (!isExact) this.mayRepeat();
    if (this.#seen?.has(text) === true) return;
    this.#seen?.add(text);
    this.#texts.push(text);
    this.#lines.push(`${this.#name}${text} ${formatNumber(value)}\n`);
  }

  /** From now on labels are compared: two fields share this name, or names were changed to be valid. */
  mayRepeat(): void {
    this.#seen ??= new Set(this.#texts);
  }

  /** The text, in pieces of whole lines. */
  *pieces(): Generator<string> {
    yield this.#head;
    for (let at = 0; at < this.#lines.length; at += LINES_PER_PIECE)
      yield this.#lines.slice(at, at + LINES_PER_PIECE).join("");
  }
}
