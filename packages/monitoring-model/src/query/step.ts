import { readDecimal } from "./decimal.js";
import type { JsonNode } from "./json-node.js";

const UNIT_US: ReadonlyMap<string, number> = new Map([
  ["us", 1],
  ["ms", 1e3],
  ["s", 1e6],
  ["m", 60e6],
  ["h", 3600e6],
  ["d", 86_400e6],
]);
const STEP = /^([0-9]{1,15})(us|ms|s|m|h|d)$/;

/** Width of a step in microseconds: a whole number, or a text with a unit. @returns undefined when it is neither, or 0 */
export function readStepUs(node: JsonNode): number | undefined {
  const stepUs = node.kind === "number" ? wholeNumber(node.raw) : withUnit(node);
  return stepUs !== undefined && stepUs > 0 && Number.isSafeInteger(stepUs) ? stepUs : undefined;
}

function wholeNumber(raw: string): number | undefined {
  const decimal = readDecimal(raw);
  return decimal && decimal.floor === decimal.ceil ? Number(decimal.floor) : undefined;
}

function withUnit(node: JsonNode): number | undefined {
  if (node.kind !== "string") return undefined;
  const [, count = "", unit = ""] = STEP.exec(node.text) ?? [];
  const unitUs = UNIT_US.get(unit);
  return unitUs === undefined ? undefined : Number(count) * unitUs;
}
