import {
  isInfoType,
  personalFields,
  withoutPersonalData,
  type InfoReading,
  type InfoType,
} from "@signalbox/monitoring-model";
import type { StoredInfo } from "@signalbox/timeseries-store";

/** `{source, type, id, urn?, ts, gone_since?, object}` as JSON text; the object as its store told it, but for what is personal. */
export function objectText(info: StoredInfo, options: { readonly showsPersonal: boolean }): string {
  const { source, type, id, urn, tsUs, goneSinceUs } = info;
  const head = {
    source,
    type,
    id,
    ...(urn !== undefined && { urn }),
    ts: tsUs,
    ...(goneSinceUs !== undefined && { gone_since: goneSinceUs }),
  };
  const object = options.showsPersonal ? info.document : publicDocument(info);
  return `${JSON.stringify(head).slice(0, -1)},"object":${object}}`;
}

/** Whether objects of this type say who a person is. */
export const isPersonal = (type: InfoType): boolean => personalFields(type).length > 0;

function publicDocument({ type, document }: StoredInfo): string {
  if (!isInfoType(type) || !isPersonal(type)) return document;
  // Checked when it was crawled.
  const object = JSON.parse(document) as InfoReading<InfoType>;
  return JSON.stringify(withoutPersonalData(type, object));
}
