import type { AlertState } from "../../alerts/alert-state.js";
import { json, JSON_TYPE, type ApiHandlers, type ApiRoute } from "../api-route.js";
import type { ApiContext } from "../collector-options.js";

export const alertRoutes = [
  {
    method: "GET",
    path: "/alerts",
    access: "open",
    summary:
      "Where the rules stand: each rule and series with its level, since when, and the newest value that was looked at. Worst first.",
    parameters: [
      {
        name: "level",
        type: "string",
        values: ["ok", "warning", "critical", "unknown"],
        repeats: true,
        meaning: "Only these levels. Default: all but `ok`.",
      },
      { name: "rule", type: "string", repeats: true, meaning: "Only these rules." },
      { name: "source", type: "string", repeats: true, meaning: "Only these stores." },
    ],
    replies: [{ status: 200, meaning: "`{alerts: [...]}`.", media: [JSON_TYPE] }],
  },
] as const satisfies readonly ApiRoute[];

/** As people look at them: what needs a person first. */
const WORST_FIRST = ["critical", "unknown", "warning", "ok"];
const BAD = WORST_FIRST.slice(0, -1);

export function alertHandlers({ alerts }: ApiContext): ApiHandlers<typeof alertRoutes> {
  return {
    "GET /alerts": ({ parameters }) => {
      const levels = parameters.all("level");
      const rules = parameters.all("rule");
      const sources = parameters.all("source");
      const states = alerts()
        .filter(({ level }) => (levels.length === 0 ? BAD : levels).includes(level))
        .filter(({ rule }) => rules.length === 0 || rules.includes(rule))
        .filter(({ source }) => sources.length === 0 || sources.includes(source));
      return json({ alerts: states.sort(byUrgency).map(alertView) });
    },
  };
}

function byUrgency(a: AlertState, b: AlertState): number {
  return WORST_FIRST.indexOf(a.level) - WORST_FIRST.indexOf(b.level) || b.sinceMs - a.sinceMs;
}

const alertView = (state: AlertState) => ({
  rule: state.rule,
  source: state.source,
  type: state.objectType,
  event: state.event,
  id: state.objectId,
  level: state.level,
  missing: state.isMissing,
  value: Number.isFinite(state.value) ? state.value : null,
  ts: Number.isFinite(state.tsUs) ? state.tsUs : null,
  since: new Date(state.sinceMs).toISOString(),
});
