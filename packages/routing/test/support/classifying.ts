import { noGeo, type GeoLookup } from "../../src/classify/geo-lookup.js";
import type { ClassifiedRequest } from "../../src/classify/subject.js";
import { aClassification, aClassified } from "./requests.js";

/** Whether one classifier matches a request. */
export function isMatch(
  classifier: Readonly<Record<string, unknown>>,
  request: Partial<ClassifiedRequest> = {},
  geo: GeoLookup = noGeo,
): boolean {
  const named = { name: "c", ...classifier };
  const groups = [{ name: "g", classifiers: [named.name] }];
  return aClassification([named], groups).of(aClassified(request), geo).has("g");
}
