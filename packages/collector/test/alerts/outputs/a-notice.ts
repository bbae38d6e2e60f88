import type { AlertNotice } from "../../../src/alerts/alert-state.js";

export function aNotice(wish: Partial<AlertNotice> = {}): AlertNotice {
  return {
    rule: "busy",
    source: "site-a",
    objectType: "node",
    event: "cpu_util",
    objectId: "a.example.net_node_pc1",
    level: "critical",
    previous: "ok",
    isMissing: false,
    value: 93,
    tsUs: 1_700_000_000_000_000,
    sinceMs: 1_700_000_000_000,
    atMs: 1_700_000_000_500,
    kind: "change",
    text: "cpu_util of node a.example.net_node_pc1 is 93",
    ...wish,
  };
}
