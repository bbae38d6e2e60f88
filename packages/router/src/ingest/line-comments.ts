const STRING_OR_COMMENT = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*/g;

/**
 * Takes `//` comments out of a text that is JSON but for them: the documentation of the original prints its example of
 * metrics with comments (reference cdn-router, introduction). Strings stay as they are.
 *
 * @returns undefined when there are none.
 */
export function withoutLineComments(text: string): string | undefined {
  if (!text.includes("//")) return undefined;
  const bare = text.replace(STRING_OR_COMMENT, (part) => (part.startsWith('"') ? part : ""));
  return bare === text ? undefined : bare;
}
