import { RE2JS } from "re2js";

export type RegexVerdict =
  | { readonly ok: true; readonly matches: (value: string) => boolean }
  | { readonly ok: false; readonly reason: string };

/** Longest value a regular expression is run over, in characters; a longer one does not match (4.3). */
export const MAX_MATCHED_CHARS = 8_192;
/**
 * Largest compiled expression, in instructions. The time of a match is at worst proportional to this times the length of the
 * value; 100 alternatives of 15 letters fit.
 */
export const MAX_REGEX_INSTRUCTIONS = 2_000;

const LOOK_AROUND = /`\(\?<?[=!]/;
const ATOMIC = /`\(\?>/;
const BACK_REFERENCE = /`\\[1-9]/;
const NAMED_BACK_REFERENCE = /\\k</;

/**
 * Compiles a regular expression that must match the whole value, case-sensitively (cdn-router 4.3). The engine takes linear time
 * for every pattern and value; the price is that look-around and back-references do not exist and are refused here.
 */
export function compileRegex(pattern: string): RegexVerdict {
  if (NAMED_BACK_REFERENCE.test(pattern)) return missing("back-references");
  const compiled = compile(pattern);
  if (!(compiled instanceof RE2JS)) return compiled;
  const size = compiled.programSize();
  if (size > MAX_REGEX_INSTRUCTIONS) {
    const reason = `the pattern compiles to ${size} instructions, limit is ${MAX_REGEX_INSTRUCTIONS}`;
    return { ok: false, reason };
  }
  const matches = (value: string): boolean =>
    value.length <= MAX_MATCHED_CHARS && compiled.testExact(value);
  return { ok: true, matches };
}

/** JavaScript spellings (`\u0041`, `[^]`) are rewritten to those the engine knows. */
function compile(pattern: string): RE2JS | RegexVerdict {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    return explained(error instanceof Error ? error.message : String(error));
  }
}

function explained(message: string): RegexVerdict {
  if (LOOK_AROUND.test(message)) return missing("look-ahead and look-behind");
  if (BACK_REFERENCE.test(message)) return missing("back-references");
  if (ATOMIC.test(message)) return missing("atomic groups");
  return { ok: false, reason: message.replace(/^error parsing regexp: /, "") };
}

function missing(feature: string): RegexVerdict {
  return {
    ok: false,
    reason: `${feature} are not in re2, the syntax of the linear-time engine used here`,
  };
}
