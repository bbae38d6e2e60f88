/** As long as a store takes (`@signalbox/timeseries-store`), in UTF-16 units. */
export const MAX_NAME_CHARS = 512;
const MAX_EVENT_CHARS = 128;
/** An event ends at the colon in the id of a data item (datastore-polling, 3.4), so it holds none; nor what cannot be printed. */
// eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
const NOT_IN_EVENT = /[\u0000-\u0020\u007f-\u009f:]/;

/** What is wrong with the id or the URN of an object; undefined when a store can keep it. */
export function nameProblem(text: string): string | undefined {
  if (text === "") return "is empty";
  if (text.length > MAX_NAME_CHARS) {
    return `has ${text.length} characters, limit is ${MAX_NAME_CHARS}`;
  }
  // As the last part of a URL these two lead elsewhere, so nobody could ask for the object.
  if (text === "." || text === "..") return `is ${JSON.stringify(text)}, which no URL can name`;
  if (text.includes("\0")) return "contains the character NUL";
  return text.isWellFormed() ? undefined : "contains half a surrogate pair";
}

/** What is wrong with the name of an event, which is given without prefix. */
export function eventProblem(event: string): string | undefined {
  if (event.length > MAX_EVENT_CHARS) {
    return `event has ${event.length} characters, limit is ${MAX_EVENT_CHARS}`;
  }
  if (event === "" || NOT_IN_EVENT.test(event)) {
    return "event is empty, or contains a colon, a space or a control character";
  }
  const problem = nameProblem(event);
  return problem === undefined ? undefined : `event ${problem}`;
}
