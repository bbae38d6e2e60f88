/** Longest path that an error object repeats, in characters. */
const MAX_ORIGIN_CHARS = 1024;

/** `origin_url` of an error object. @param path decoded */
export const originOf = (path: string): string => path.slice(0, MAX_ORIGIN_CHARS);
