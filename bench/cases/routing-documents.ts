import { cacheName } from "../load/cache-metrics.js";

/** Nothing expires while a benchmark runs. */
const tuning = { general: { timestampedSelectionInputTimeoutSeconds: 86_400 } };

/** 0.01 is always exceeded, 0.9 never. */
const CLOSED_LIMIT = 0.01;
const OPEN_LIMIT = 0.9;
export const CONDITIONS = 8;

/** The load that condition `number`, from 1 to 8, lets pass on the cache of the same number: seven do not hold, the last does. */
export function loadLimit(number: number): number {
  return number < CONDITIONS ? CLOSED_LIMIT : OPEN_LIMIT;
}

function hostGroup(hosts: number, healthChecks?: readonly string[]) {
  const list = Array.from({ length: hosts }, (_, at) => {
    const name = cacheName(at + 1);
    return { name, hostname: name, ...(healthChecks ? { healthChecks } : {}) };
  });
  return { name: "caches", type: "host", hosts: list };
}

/** Eight conditions on the metrics of eight of the hosts; the last one holds. */
export function eightConditions(hosts: number): object {
  const targets = Array.from({ length: CONDITIONS }, (_, at) => {
    const name = cacheName(at + 1);
    const condition = `cpu_load_ok({hostname = '${name}', cpu_load5_limit = ${loadLimit(at + 1)}})`;
    return { onMatch: name, condition };
  });
  return {
    entrypoint: "chain",
    rules: [{ name: "chain", type: "firstMatch", targets }],
    hostGroups: [hostGroup(hosts)],
    tuning,
  };
}

/** Any host, as long as its own metrics are good. */
export function anyHealthyHost(hosts: number): object {
  const names = Array.from({ length: hosts }, (_, at) => cacheName(at + 1));
  return {
    entrypoint: "any",
    rules: [{ name: "any", type: "random", targets: names }],
    hostGroups: [hostGroup(hosts, ["health_check({interfaces = {'eth0', 'eth1'}})"])],
    tuning,
  };
}

/** What no limit inside of Lua stops, and what one does; each takes all it can get. */
const BOMBS = [
  "while true do pcall(function() while true do end end) end",
  "return string.find(string.rep('a', 60), string.rep('a?', 60) .. string.rep('a', 60)) and 1 or 0",
  "while true do end",
  "local t = {} while true do t[#t + 1] = string.rep('x', 65536) .. #t end",
  "local function f(n) return f(n + 1) + 1 end return f(1)",
  "local s = 'x' while true do s = s .. s end",
];
export const BOMB_PATH = "/bomb";

/** The same eight conditions for everybody but those who ask for the path of the bombs: they walk through `bombs` of them. */
export function bombsBeside(hosts: number, bombs: number): object {
  const document = eightConditions(hosts) as { rules: object[] }; // as made above
  const gate = {
    name: "gate",
    type: "firstMatch",
    targets: [
      { onMatch: "bombs", condition: `request.path == '${BOMB_PATH}'` },
      { onMatch: "chain", condition: "always()" },
    ],
  };
  return { ...document, entrypoint: "gate", rules: [...document.rules, gate, bombRule(bombs)] };
}

/** Everybody walks through `bombs` of them before the eight conditions. */
export function bombsInTheWay(hosts: number, bombs: number): object {
  const document = eightConditions(hosts) as { rules: object[] }; // as made above
  return { ...document, entrypoint: "bombs", rules: [...document.rules, bombRule(bombs)] };
}

/** Each has a text of its own, so that one that is barred spares nobody the next. */
function bombRule(bombs: number): object {
  const targets = Array.from({ length: bombs }, (_, at) => ({
    onMatch: cacheName(1),
    condition: `(function() local number = ${at} ${BOMBS[at % BOMBS.length] ?? ""} end)()`,
  }));
  const last = { onMatch: "chain", condition: "always()" };
  return { name: "bombs", type: "firstMatch", targets: [...targets, last] };
}
