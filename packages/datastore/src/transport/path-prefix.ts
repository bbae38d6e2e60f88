/**
 * What stands behind the prefix under which a datastore is published, from `/` on and exactly as sent; undefined when the target is
 * not below it.
 *
 * @param prefix empty, or `/` and what follows, without a slash at the end
 */
export function behindPrefix(target: string, prefix: string): string | undefined {
  if (prefix === "") return target;
  if (!target.startsWith(prefix)) return undefined;
  const rest = target.slice(prefix.length);
  if (rest.startsWith("/")) return rest;
  return rest === "" || rest.startsWith("?") ? `/${rest}` : undefined;
}
