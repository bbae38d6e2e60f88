import { AppError } from "@signalbox/errors";
import type { KeyValueStore } from "@signalbox/timeseries-store";
import type { AlertEngine, Moment, Watch } from "./alert-engine.js";
import { level, type AlertLevel } from "./alert-level.js";
import { watchedEvent, type AlertRule } from "./alert-rule.js";
import type { Side } from "./nagios-range.js";
import type { RuleState } from "./rule-state.js";

/** The value space that states are kept in. */
export const ALERT_SPACE = "alerts";

const PAIRS_PER_WRITE = 1000;
const SIDES: readonly Side[] = ["none", "above", "below", "inside", "failed"];

/** Keeps states over a restart. */
export class AlertMemory {
  constructor(readonly values: Pick<KeyValueStore, "entries" | "put">) {}

  /** Gives the engine what was saved of rules that still exist; the rest is removed. @throws AppError */
  async load(engine: AlertEngine, rules: readonly AlertRule[], now: Moment): Promise<void> {
    const byName = new Map(rules.map((rule) => [rule.name, rule]));
    const useless: string[] = [];
    for (const [key, text] of await this.values.entries(ALERT_SPACE)) {
      const watch = readWatch(key, text, byName);
      if (watch === undefined) useless.push(key);
      else engine.restore(watch, now);
    }
    await this.#put(useless.map((key) => [key, undefined]));
  }

  /** Writes what has changed; what cannot be written is tried again the next time. @throws AppError */
  async save(engine: AlertEngine): Promise<void> {
    const changed = engine.takeChanged();
    try {
      await this.#put(changed.map(([key, watch]) => [key, watch && writeWatch(watch)]));
    } catch (reason) {
      engine.putBack(changed.map(([key]) => key));
      throw AppError.from(reason);
    }
  }

  async #put(pairs: readonly (readonly [string, string | undefined])[]): Promise<void> {
    for (let at = 0; at < pairs.length; at += PAIRS_PER_WRITE) {
      await this.values.put(ALERT_SPACE, pairs.slice(at, at + PAIRS_PER_WRITE));
    }
  }
}

function writeWatch({ state, sinceMs }: Watch): string {
  return JSON.stringify({ ...state, sinceMs });
}

type Saved = Pick<Watch, "rule" | "series" | "state" | "sinceMs">;

function readWatch(
  key: string,
  text: string,
  rules: ReadonlyMap<string, AlertRule>,
): Saved | undefined {
  const [name = "", source = "", objectType = "", event = "", ...rest] = key.split("\n");
  // Ids are other people's, and may hold anything.
  const objectId = rest.join("\n");
  const rule = rules.get(name);
  if (rule === undefined || rest.length === 0) return undefined;
  if (rule.objectType !== objectType || watchedEvent(rule) !== event) return undefined;
  if (rule.source !== undefined && rule.source !== source) return undefined;
  const saved = readSaved(text);
  return saved && { rule, series: { source, objectType, event, objectId }, ...saved };
}

function readSaved(text: string): Pick<Watch, "state" | "sinceMs"> | undefined {
  const fields = readObject(text);
  const number = (name: string): number | undefined => {
    const value = fields[name];
    return typeof value === "number" ? value : undefined;
  };
  const found = levelOf(fields["level"]);
  const tsUs = number("tsUs");
  const value = number("value");
  if (found === undefined || tsUs === undefined || value === undefined) return undefined;
  const state: RuleState = {
    level: found,
    isMissing: fields["isMissing"] === true,
    tsUs,
    value,
    warningSide: sideOf(fields["warningSide"]),
    criticalSide: sideOf(fields["criticalSide"]),
    warningSinceUs: number("warningSinceUs"),
    criticalSinceUs: number("criticalSinceUs"),
  };
  return { state, sinceMs: number("sinceMs") ?? 0 };
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function levelOf(value: unknown): AlertLevel | undefined {
  return Object.values(level).find((one) => one === value);
}

function sideOf(value: unknown): Side {
  return SIDES.find((side) => side === value) ?? "none";
}
