import { requiredOption, UsageError, type ReadArguments } from "@signalbox/command-line";

const AUTHORITY = /^[A-Za-z0-9_-]+(?:[.:][A-Za-z0-9_-]+)*$/;
/** What a public identifier may hold, but for the comma: others split certificates' names at it. Source: RFC 3151. */
const PUBLIC_ID = /^[A-Za-z0-9 '()+./:=?;!*#@$_%-]+$/;
const MAX_NAME_CHARS = 200;

const TRANSCRIBED: Readonly<Record<string, string>> = {
  " ": "+",
  "//": ":",
  "::": ";",
  "+": "%2B",
  ":": "%3A",
  "/": "%2F",
  ";": "%3B",
  "'": "%27",
  "?": "%3F",
  "#": "%23",
  "%": "%25",
};

/**
 * The URN of `--authority` and `--name`.
 *
 * @throws UsageError for one that is missing or cannot stand in a URN
 */
export function urnFrom(args: ReadArguments, type: "tool" | "user"): string {
  const authority = requiredOption(args, "authority");
  if (authority.length > MAX_NAME_CHARS || !AUTHORITY.test(authority)) {
    throw new UsageError(`--authority ${authority} is not a name such as ch.example.net:site`);
  }
  return `urn:publicid:IDN+${authority}+${type}+${transcribed(requiredOption(args, "name"))}`;
}

/** Plain text as a URN has it. Source: reference datastore-polling 5.3. */
function transcribed(name: string): string {
  const plain = name.trim().replace(/\s+/g, " ");
  if (plain === "") throw new UsageError("--name is empty");
  if (plain.length > MAX_NAME_CHARS) {
    throw new UsageError(`--name has ${plain.length} characters, limit is ${MAX_NAME_CHARS}`);
  }
  if (!PUBLIC_ID.test(plain)) throw new UsageError(`--name ${name} cannot stand in a URN`);
  return plain.replace(/\/\/|::|[ +:/;'?#%]/g, (found) => TRANSCRIBED[found] ?? found);
}
