import { describe, expect, test } from "@jest/globals";
import { barChart } from "../../../src/cli/simulate/bar-chart.js";
import type { HostSpread, Spread } from "../../../src/cli/simulate/spread.js";

const aSpread = (hosts: readonly HostSpread[]): Spread => ({
  requests: 100,
  hosts,
  no_host: 0,
  refused: 0,
  dropped: 0,
  not_routed: 0,
  unreadable: 0,
});

const bars = (svg: string): string[] =>
  [...svg.matchAll(/class="bar"[^>]* width="([\d.]+)"/g)].map(([, width]) => width ?? "");

describe("the bar chart", () => {
  test("draws each host in proportion, with a line where its ideal share is known", () => {
    const svg = barChart(
      aSpread([
        { host: "a", requests: 60, share: 0.6, ideal_share: 0.5 },
        { host: "b", requests: 30, share: 0.3 },
        { host: "c", requests: 0, share: 0 },
      ]),
    );
    const [a, b, c] = bars(svg).map(Number);
    expect(b).toBeCloseTo((a ?? 0) / 2, 0);
    expect(c).toBe(0);
    expect(svg.match(/<line class="ideal"/g)).toHaveLength(1);
    expect(svg).toContain("60.00 % (60)");
    expect(svg).toContain("prefers-color-scheme: dark");
  });

  test("no name can end its element or be something no XML may hold", () => {
    const svg = barChart(
      aSpread([{ host: `</text><script>"&'\u0000\u001b\ud800`, requests: 1, share: 1 }]),
    );
    expect(svg).toContain("&lt;/text&gt;&lt;script&gt;&quot;&amp;&#39;\\u0000\\u001b\\ud800");
    expect(svg).not.toContain("<script");
    // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
    expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test("shows the hosts with the most requests when there are too many, and says so", () => {
    const hosts = Array.from({ length: 1_000 }, (_, at) => ({
      host: `h${at}`,
      requests: at,
      share: at / 499_500,
    }));
    const svg = barChart(aSpread(hosts));
    expect(bars(svg)).toHaveLength(200);
    expect(svg).toContain("<title>h999: 999</title>");
    expect(svg).toContain("800 hosts with fewer requests are not shown");
  });

  test("draws something when there is nothing", () => {
    expect(barChart(aSpread([]))).toContain("100 requests, 0 without a host");
    expect(bars(barChart(aSpread([{ host: "a", requests: 0, share: 0 }])))).toEqual(["0.0"]);
  });
});
