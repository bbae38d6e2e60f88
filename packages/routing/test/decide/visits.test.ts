import { describe, expect, test } from "@jest/globals";
import {
  nodeVisits,
  VisitCounts,
  visitGraph,
  visitGraphMl,
  type Plan,
  type RuleDocument,
} from "../../src/index.js";
import { aPlan, decideWith } from "../support/a-plan.js";

const rules: RuleDocument[] = [
  { name: "top", type: "firstMatch", targets: [{ onMatch: "sub", condition: "f()" }, "sub", "b"] },
  { name: "sub", type: "firstMatch", targets: ["a"] },
];

function visit(plan: Plan, visits: VisitCounts, values: Readonly<Record<string, number>>): void {
  const decision = decideWith(plan, { values });
  if (decision.kind === "host") visits.count(decision);
}

describe("visits", () => {
  test("count on the path to the host alone, shared rules as one", () => {
    const plan = aPlan([{ name: "a", healthChecks: ["fit()"] }, "b"], rules);
    const visits = new VisitCounts(plan);
    visit(plan, visits, { f: 1 });
    visit(plan, visits, { f: 0 });
    visit(plan, visits, { fit: 0 });
    expect(nodeVisits(visits.byId())).toEqual({ top: "3", sub: "2", "sub.a": "2", "top.b": "1" });
    expect(Object.fromEntries(visits.byHost())).toEqual({ a: 2, b: 1 });
  });

  test("survive a new configuration where the id does", () => {
    const plan = aPlan(["a", "b"], rules);
    const visits = new VisitCounts(plan);
    visit(plan, visits, {});
    const next = aPlan(["c", "a"], [{ name: "top", type: "firstMatch", targets: ["c"] }]);
    visits.adopt(next);
    visit(next, visits, {});
    expect(nodeVisits(visits.byId())).toEqual({ top: "2", "top.c": "1" });
    expect(Object.fromEntries(visits.byHost())).toEqual({ a: 1, c: 1 });
  });
});

describe("the graph of visits", () => {
  test("has a node for each counter and no edge twice", () => {
    const plan = aPlan(["a", "b"], rules);
    expect(visitGraph(plan, new Map([["top", 7]]))).toEqual({
      nodes: [
        { id: "top", visits: "7" },
        { id: "sub", visits: "0" },
        { id: "sub.a", visits: "0" },
        { id: "top.b", visits: "0" },
      ],
      edges: [
        { source: "top", target: "sub" },
        { source: "sub", target: "sub.a" },
        { source: "top", target: "top.b" },
      ],
    });
  });

  test("is GraphML with names escaped", () => {
    const plan = aPlan(["a"], [{ name: `<"&'\u0000>`, type: "random", targets: ["a"] }]);
    expect(visitGraphMl(visitGraph(plan, new Map()))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="visits" for="node" attr.name="visits" attr.type="string"/>
  <graph id="G" edgedefault="directed">
    <node id="&lt;&quot;&amp;&apos;\ufffd&gt;"><data key="visits">0</data></node>
    <node id="&lt;&quot;&amp;&apos;\ufffd&gt;.a"><data key="visits">0</data></node>
    <edge id="e0" source="&lt;&quot;&amp;&apos;\ufffd&gt;" target="&lt;&quot;&amp;&apos;\ufffd&gt;.a"/>
  </graph>
</graphml>
`);
  });
});

test("an id such as __proto__ is a name like any other", () => {
  const plan = aPlan(["a"], [{ name: "__proto__", type: "random", targets: ["a"] }]);
  const visits = new VisitCounts(plan);
  visit(plan, visits, {});
  expect(JSON.stringify(nodeVisits(visits.byId()))).toBe('{"__proto__":"1","__proto__.a":"1"}');
});
