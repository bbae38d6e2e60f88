/** Stands in for the Lua engine: knows the bodies that compiling makes, and `name()` through `valueOf`. */
export type ValueOf = (name: string, host: string | undefined) => number;

const DENIED = /^truth\(([^]*)\) == 0$/;
const WEIGHED = /^truth\((.*?)\) ~= 0 and (.*) or 0$/;
const PRODUCT = /^([\d.]+) \* truth\((.*)\)$/;

export function luaWeight(lua: string, host: string | undefined, valueOf: ValueOf): number {
  const weight = (part: string): number => luaWeight(part, host, valueOf);
  const expression = lua.replace(/^return /, "").trim();
  const denied = DENIED.exec(expression);
  if (denied !== null) return weight(denied[1] ?? "") > 0 ? 0 : 1;
  const weighed = WEIGHED.exec(expression);
  if (weighed !== null) return weight(weighed[1] ?? "") > 0 ? weight(weighed[2] ?? "") : 0;
  const product = PRODUCT.exec(expression);
  if (product !== null) return weight(product[2] ?? "") > 0 ? Number(product[1]) : 0;
  if (expression === "always()") return 1;
  if (expression === "never()") return 0;
  const inner = /^\((.*)\)$/.exec(expression);
  if (inner !== null) return weight(inner[1] ?? "");
  const number = Number(expression);
  return Number.isNaN(number) ? valueOf(expression.replace(/\(\)$/, ""), host) : number;
}
