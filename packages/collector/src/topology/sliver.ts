import type { StoredInfo } from "@signalbox/timeseries-store";
import { readFields, textField, timeField } from "./document-fields.js";

export interface TouchedSliver {
  readonly source: string;
  readonly id: string;
  readonly urn?: string;
  readonly sliceUrn?: string;
  /** A person: a URN, an e-mail address or a name. */
  readonly creator?: string;
  readonly expiresUs?: number;
}

export function readSliver({ source, id, urn, document }: StoredInfo): TouchedSliver {
  const fields = readFields(document);
  const sliceUrn = textField(fields, "slice_urn");
  const creator = textField(fields, "creator");
  const expiresUs = timeField(fields, "expires");
  return {
    source,
    id,
    ...(urn !== undefined && { urn }),
    ...(sliceUrn !== undefined && { sliceUrn }),
    ...(creator !== undefined && { creator }),
    ...(expiresUs !== undefined && { expiresUs }),
  };
}
