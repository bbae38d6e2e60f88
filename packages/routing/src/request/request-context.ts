import type { Subnets } from "../address/subnets.js";
import type { Classification } from "../classify/classification.js";
import type { GeoLookup } from "../classify/geo-lookup.js";
import type { ContentIdentifierRule } from "./identifiers.js";
import type { SecurityToken } from "./security-token.js";

/** What the lazy parts of a request are computed with. */
export interface RequestContext {
  readonly classification: Classification;
  readonly geo: GeoLookup;
  readonly subnets: Subnets;
  readonly contentIdentifier: ContentIdentifierRule;
  readonly token: SecurityToken;
}
