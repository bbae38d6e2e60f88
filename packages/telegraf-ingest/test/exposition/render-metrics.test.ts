import { describe, expect, test } from "@jest/globals";
import {
  LINE_RESULTS,
  type OwnMetrics,
  renderMetrics,
  renderMetricsInSteps,
} from "../../src/index.js";
import { parse } from "../parse-fixture.js";
import { SEED_LINES } from "../seed-sample.js";
import { aStore, mem } from "../store/store-fixture.js";

const own: OwnMetrics = {
  requests: [
    { protocol: "v1", code: 204, count: 7 },
    { protocol: "json", code: 401, count: 1 },
  ],
  lines: { ok: 9, bad: 1, stale: 2, future: 3, unknown: 4 },
  authFailures: 1,
  selectionInputHosts: 2,
  selectionInputExpired: 5,
};

const render = ({ store }: ReturnType<typeof aStore>): string =>
  renderMetrics({ values: store.values(), hosts: store.hosts(), own });
const linesOf = (text: string): string[] => text.split("\n").slice(0, -1);

describe("the page for Prometheus", () => {
  test("shows the agents' series under Telegraf's names, with types, and interface_up as a number", () => {
    const a = aStore();
    a.store.write(parse(SEED_LINES).all);
    const lines = linesOf(render(a));
    expect(lines).toEqual(
      expect.arrayContaining([
        "# TYPE system_load1 gauge",
        'system_load1{host="cache-1"} 0.7',
        "# TYPE system_uptime counter",
        'mem_available_percent{host="cache-1"} 76.34786936062332',
        'disk_free{device="sda1",fstype="xfs",host="cache-1",mode="rw",path="/"} 18113810432',
        "# TYPE net_bytes_sent counter",
        'net_bytes_sent{host="cache-1",interface="eth0"} 10127106702',
        "# TYPE net_bytes_sent_rate gauge",
        'net_bytes_sent_rate{host="cache-1",interface="eth0"} 637.9',
        'net_megabits_sent_rate{host="cache-1",interface="eth0"} 0.0051032',
        'net_speed{host="cache-1",interface="eth0"} 100',
        'ethtool_interface_up{driver="virtio_net",host="cache-1",interface="eth0"} 1',
        'cpu_usage_idle{cpu="cpu-total",host="cache-1"} 91',
      ]),
    );
    expect(lines.join("\n")).not.toContain("uptime_format");
  });

  test("shows the service's own metrics, and the hosts' ages and samples", () => {
    const a = aStore();
    a.write("mem,host=a used=1i 0", "mem,host=a used=2i 1");
    a.clock.advance(12_500);
    const lines = linesOf(render(a));
    expect(lines).toEqual(
      expect.arrayContaining([
        "# TYPE cdn_agent_last_sample_age_seconds gauge",
        'cdn_agent_last_sample_age_seconds{host="a"} 12.5',
        'cdn_agent_samples_total{host="a"} 2',
        'cdn_ingest_requests_total{protocol="v1",code="204"} 7',
        'cdn_ingest_requests_total{protocol="json",code="401"} 1',
        ...LINE_RESULTS.map(
          (result) => `cdn_ingest_lines_total{result="${result}"} ${own.lines[result]}`,
        ),
        "cdn_ingest_auth_failures_total 1",
        "cdn_selection_input_hosts 2",
        "cdn_selection_input_expired_total 5",
      ]),
    );
  });

  test("a series vanishes a minute after its last sample, the host's age goes on", () => {
    const a = aStore();
    a.write("mem,host=a used=1i 0");
    a.clock.advance(59_999);
    expect(render(a)).toContain('mem_used{host="a"} 1');
    a.clock.advance(1);
    expect(render(a)).not.toContain("mem_used");
    expect(render(a)).toContain('cdn_agent_last_sample_age_seconds{host="a"} 60');
  });

  test("names and labels are made valid, and labels that become equal do not repeat", () => {
    const a = aStore();
    a.write('mem,host=a"\\\\b,a-b=1,a_b=2,1x=3 used-by=1i 0', "mem,host=x\\ny,a:c=4 used=1i 0");
    expect(linesOf(render(a))).toEqual(
      expect.arrayContaining([
        String.raw`mem_used_by{_1x="3",a_b="1",host="a\"\\\\b"} 1`,
        String.raw`mem_used{a_c="4",host="x\ny"} 1`,
      ]),
    );
  });

  test("every line is a comment or a sample, each name is announced once, no sample occurs twice", () => {
    const a = aStore();
    a.store.write(parse(SEED_LINES.replaceAll("cache-1", "cache-2") + SEED_LINES).all);
    a.write("mem,host=a,x-y=1 used=1i 0", "mem,host=a,x_y=1 used=2i 0");
    a.write("mem,host=b,x_y=1 used=1i 0", "mem,host=b,x-y=1 used=2i 0");
    a.write("mem,host=c used-by=1i,used_by=2i 0");
    const lines = linesOf(render(a));
    const types = lines.filter((line) => line.startsWith("# TYPE"));
    expect(new Set(types.map((line) => line.split(" ")[2])).size).toBe(types.length);
    const samples = lines.filter((line) => !line.startsWith("#"));
    const series = samples.map((line) => line.slice(0, line.lastIndexOf(" ")));
    expect(new Set(series).size).toBe(series.length);
    for (const line of samples) {
      expect(line).toMatch(
        /^[a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)+\})? \S+$/,
      );
    }
  });

  test("is made in small steps, and samples that come between two of them show nothing twice", () => {
    const a = aStore();
    const hosts = Array.from({ length: 2_000 }, (_, at) => `h${at}`);
    a.write(...hosts.map((host) => mem(host, 1, 0)));
    const whole = render(a).length;
    a.clock.advance(1_000);
    const source = { values: a.store.values(), hosts: a.store.hosts(), own };
    const pieces: string[] = [];
    let at = 0;
    for (const piece of renderMetricsInSteps(source)) {
      a.write(mem(`h${at++}`, 2, 1), mem("new", 1, 1));
      pieces.push(piece ?? "");
    }
    expect(pieces.length).toBeGreaterThan(10);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(whole / 3);
    const lines = linesOf(pieces.join("")).filter((line) => line.startsWith("mem_used{"));
    expect(new Set(lines.map((line) => line.split(" ")[0])).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThanOrEqual(2_000);
  });
});
