import { printable } from "@signalbox/command-line";
import type { HostSpread, Spread } from "./spread.js";

/** More bars than this nobody can read; the hosts with the most requests are shown. */
const MAX_BARS = 200;
const MAX_LABEL_CHARS = 40;
const WIDTH = 800;
const MARGIN = 20;
const LABEL_WIDTH = 240;
const VALUE_WIDTH = 130;
const BAR_WIDTH = WIDTH - 2 * MARGIN - LABEL_WIDTH - VALUE_WIDTH;
const ROW_HEIGHT = 24;
const BAR_HEIGHT = 14;
const TOP = 72;
const PERCENT = 100;

/** Text is dark on a light page and light on a dark one; the bars stand out on both. */
const STYLE = `
  svg { background: #ffffff; font: 13px system-ui, sans-serif; }
  text { fill: #1b1f24; }
  .note { fill: #57606a; }
  .track { fill: #eaeef2; }
  .bar { fill: #0969da; }
  .ideal { stroke: #bc4c00; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; }
    text { fill: #e6edf3; }
    .note { fill: #8d96a0; }
    .track { fill: #21262d; }
    .bar { fill: #4493f8; }
    .ideal { stroke: #f0883e; }
  }
`;

/** A bar for each host, as SVG: a picture on its own, without scripts or anything to load. */
export function barChart(spread: Spread): string {
  const { hosts, requests, no_host } = spread;
  const shown = hosts.length > MAX_BARS ? most(hosts) : hosts;
  const hidden = hosts.length - shown.length;
  const height = TOP + shown.length * ROW_HEIGHT + MARGIN;
  const largest = shown.reduce(
    (top, { share, ideal_share = 0 }) => Math.max(top, share, ideal_share),
    0,
  );
  const notes = [
    `${requests} requests, ${no_host} without a host`,
    ...(hidden > 0 ? [`${hidden} hosts with fewer requests are not shown`] : []),
    ...(shown.some(({ ideal_share }) => ideal_share !== undefined) ? ["line: ideal share"] : []),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    "<title>Requests by host</title>",
    `<style>${STYLE}</style>`,
    `<text x="${MARGIN}" y="32" font-size="18" font-weight="600">Requests by host</text>`,
    `<text class="note" x="${MARGIN}" y="54">${escaped(notes.join("; "))}</text>`,
    ...shown.map((host, at) => bar(host, TOP + at * ROW_HEIGHT, largest)),
    "</svg>",
    "",
  ].join("\n");
}

const most = (hosts: readonly HostSpread[]): HostSpread[] =>
  hosts.toSorted((one, other) => other.requests - one.requests).slice(0, MAX_BARS);

function bar(spread: HostSpread, y: number, largest: number): string {
  const { host, requests, share, ideal_share } = spread;
  const left = MARGIN + LABEL_WIDTH;
  const widthOf = (part: number): string =>
    (largest === 0 ? 0 : (part / largest) * BAR_WIDTH).toFixed(1);
  const baseline = y + BAR_HEIGHT - 3;
  const value = `${(share * PERCENT).toFixed(2)} % (${requests})`;
  const rectangle = `y="${y}" height="${BAR_HEIGHT}" rx="2"`;
  return [
    `<g><title>${escaped(host)}: ${requests}</title>`,
    `<text x="${left - 8}" y="${baseline}" text-anchor="end">${escaped(shortened(host))}</text>`,
    `<rect class="track" x="${left}" ${rectangle} width="${BAR_WIDTH}"/>`,
    `<rect class="bar" x="${left}" ${rectangle} width="${widthOf(share)}"/>`,
    ideal_share === undefined ? "" : idealLine(left + Number(widthOf(ideal_share)), y),
    `<text x="${left + BAR_WIDTH + 8}" y="${baseline}">${value}</text></g>`,
  ].join("");
}

const idealLine = (x: number, y: number): string =>
  `<line class="ideal" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${y - 3}" y2="${y + BAR_HEIGHT + 3}"/>`;

const shortened = (text: string): string =>
  text.length > MAX_LABEL_CHARS ? `${text.slice(0, MAX_LABEL_CHARS - 3)}...` : text;

const ENTITIES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** XML has no way to write most control characters, so they are spelled out first. */
const escaped = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (sign) => ENTITIES.get(sign) ?? "");
