import { createSeries, type Series, type Tag } from "../series.js";
import { unescapeKey, unescapeName } from "./escapes.js";
import { type Fault, quoted } from "./line-error.js";

/** Bytes of the input, one in each character, as text. */
export function decode(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

/** Separators with a backslash right before them are escaped. */
const COMMA = /(?<!\\),/;
const EQUALS = /(?<!\\)=/;
const CONTROL = /[\t\n\r\f]/;

function readTag(text: string): Tag | Fault {
  const [key, value, rest] = text.split(EQUALS, 3);
  if (!key || !value || rest !== undefined) {
    return { reason: "tag", text: `expected tag=value, found ${quoted(text)}` };
  }
  return { key: unescapeKey(decode(key)), value: unescapeKey(decode(value)) };
}

/** Reads `measurement,tag=value,...`, given one byte in each character. */
export function readHead(head: string, maxTags: number): Series | Fault {
  if (CONTROL.test(head)) return { reason: "measurement", text: "control character before fields" };
  const [name, ...tagTexts] = head.split(COMMA);
  if (!name)
    return { reason: "measurement", text: `expected a measurement, found ${quoted(head)}` };
  if (tagTexts.length > maxTags) {
    return { reason: "too_many", text: `${tagTexts.length} tags, limit is ${maxTags}` };
  }
  const tags: Tag[] = [];
  for (const tagText of tagTexts) {
    const tag = readTag(tagText);
    if ("reason" in tag) return tag;
    tags.push(tag);
  }
  return createSeries(unescapeName(decode(name)), tags);
}
