import { AppError } from "@signalbox/errors";
import type { ApiParameter, ApiParameters, ApiRoute } from "../api-route.js";

const BOOLEANS = ["true", "false"];

/**
 * The query of a request, checked against what its route declares.
 *
 * @param query as sent, without the question mark
 * @throws AppError `invalid_argument` for a parameter that is unknown, missing, given too often or not one of its values
 */
export function readParameters(query: string, { parameters }: ApiRoute): ApiParameters {
  const declared = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const given = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const parameter = declared.get(name);
    if (!parameter) throw unknownParameter(name, [...declared.keys()]);
    checkValue(parameter, value);
    const values = given.get(name) ?? [];
    given.set(name, values);
    if (values.length > 0 && parameter.repeats !== true)
      throw new AppError("invalid_argument", `parameter ${name} is given twice`);
    values.push(value);
  }
  for (const { name, isRequired } of parameters) {
    if (isRequired === true && !given.has(name))
      throw new AppError("invalid_argument", `parameter ${name} is missing`);
  }
  return { get: (name) => given.get(name)?.[0], all: (name) => given.get(name) ?? [] };
}

function unknownParameter(name: string, known: readonly string[]): AppError {
  const shown = JSON.stringify(name.slice(0, 40));
  const choice = known.length === 0 ? "there are none" : `there are ${known.join(", ")}`;
  return new AppError("invalid_argument", `parameter ${shown} is not known here: ${choice}`);
}

function checkValue({ name, type, values }: ApiParameter, value: string): void {
  const allowed = type === "boolean" ? BOOLEANS : values;
  if (allowed && !allowed.includes(value))
    throw new AppError("invalid_argument", `parameter ${name} is none of ${allowed.join(", ")}`);
}

/** @returns a whole number from `min` to `max`, or `usual` when it is not given. @throws AppError `invalid_argument` */
export function wholeNumber(
  parameters: ApiParameters,
  name: string,
  { min, max, usual }: { readonly min: number; readonly max: number; readonly usual: number },
): number {
  const text = parameters.get(name);
  if (text === undefined) return usual;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const shown = JSON.stringify(text.slice(0, 40));
  const message = `parameter ${name} is ${shown}, not a whole number from ${min} to ${max}`;
  throw new AppError("invalid_argument", message);
}

export const isTrue = (parameters: ApiParameters, name: string): boolean =>
  parameters.get(name) === "true";
