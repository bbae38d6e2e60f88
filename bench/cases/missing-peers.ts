import type { Row } from "../framework/benchmark.js";

/** A row that says that its peer is not there: silence would look like a win. */
export function notInstalled(id: string, name: string): Row {
  return { id, name, value: undefined, unit: "", note: "not installed" };
}

/** The original server is sold, not published. */
export function vendorRow(id: string, what: string): Row {
  return notInstalled(id, `the vendor's own server, ${what}`);
}
