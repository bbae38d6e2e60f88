import type { Plan } from "../tree/plan.js";

/** Counts are texts in JSON. Source: reference cdn-router 7.1, 8. */
export function nodeVisits(visits: ReadonlyMap<string, number>): Record<string, string> {
  return Object.fromEntries(Array.from(visits, ([id, count]) => [id, String(count)]));
}

export interface VisitGraph {
  readonly nodes: readonly { readonly id: string; readonly visits: string }[];
  readonly edges: readonly { readonly source: string; readonly target: string }[];
}

/** The tree as a graph: a node for each counter, an edge from each group to its members, no edge twice. */
export function visitGraph(plan: Plan, visits: ReadonlyMap<string, number>): VisitGraph {
  const nodes = plan.counters.map((id) => ({ id, visits: String(visits.get(id) ?? 0) }));
  const edges = new Map<string, { source: string; target: string }>();
  for (const { parent, counter } of plan.nodes) {
    if (parent === undefined) continue;
    const source = plan.counters[parent.counter] ?? "";
    const target = plan.counters[counter] ?? "";
    edges.set(`${parent.counter} ${counter}`, { source, target });
  }
  return { nodes, edges: [...edges.values()] };
}

const HEADER = `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="visits" for="node" attr.name="visits" attr.type="string"/>
  <graph id="G" edgedefault="directed">`;
const FOOTER = `  </graph>
</graphml>
`;

/** The same graph as GraphML. */
export function visitGraphMl({ nodes, edges }: VisitGraph): string {
  const lines = [
    ...nodes.map(
      ({ id, visits }) =>
        `    <node id="${xmlText(id)}"><data key="visits">${xmlText(visits)}</data></node>`,
    ),
    ...edges.map(
      ({ source, target }, index) =>
        `    <edge id="e${index}" source="${xmlText(source)}" target="${xmlText(target)}"/>`,
    ),
  ];
  return [HEADER, ...lines, FOOTER].join("\n");
}

const ENTITIES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&apos;"],
]);

/** Control characters cannot stand in XML at all, not even escaped. */
function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replace(/[&<>"']/g, (sign) => ENTITIES.get(sign) ?? sign)
      .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  );
}
