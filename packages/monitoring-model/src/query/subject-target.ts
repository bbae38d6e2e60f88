const INFO = "/info/";
const TYPE = /^[a-z]+$/;

/** What the URL of an object says of it; either may be unknown. */
export interface SubjectTarget {
  readonly objectType?: string;
  readonly objectId?: string;
}

/**
 * Reads `…/info/<type>/<id>` or, from another path, the last part as id. In one pass whatever the text: a reply holds as many
 * subjects as its sender likes.
 */
export function readSubject(subject: string): SubjectTarget {
  const path = upTo(upTo(subject, "#"), "?");
  const info = path.indexOf(INFO);
  const [type = "", ...rest] = info < 0 ? [] : path.slice(info + INFO.length).split("/");
  if (TYPE.test(type) && rest.some((part) => part !== ""))
    return { objectType: type, objectId: decoded(rest.join("/")) };
  const last = path.slice(path.lastIndexOf("/") + 1);
  return last === "" ? {} : { objectId: decoded(last) };
}

function upTo(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}

/** Percent-decoded once; a text that is not well-formed stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
