import { describe, expect, test } from "@jest/globals";
import { parse } from "../parse-fixture.js";
import { at, aStore, eth0, mem, netLine } from "./store-fixture.js";

describe("news", () => {
  test("a batch gives the hosts it touched, and of them what is new", () => {
    const { write } = aStore();
    write("mem,host=a used=1i,total=9i 0", mem("b", 1, 0));
    const { hosts } = write(mem("b", 2, 1), "system,host=b load1=0.5 1");
    expect(hosts).toEqual({
      b: {
        hardware_metrics: { mem_used: 2, cpu_load1: 0.5 },
        timestamp: at(hosts, "b", "timestamp"),
      },
    });
  });

  test("a newer sample of the same value is news: whoever lets values expire must hear of it", () => {
    const { write } = aStore();
    write(mem("a", 1, 0));
    expect(at(write(mem("a", 1, 1)).hosts, "a", "hardware_metrics")).toEqual({ mem_used: 1 });
  });

  test("the same sample again is no news, and not stale either", () => {
    const { write } = aStore();
    write(mem("a", 1, 0));
    expect(write(mem("a", 1, 0))).toMatchObject({ hosts: {}, counts: { duplicate: 1, stale: 0 } });
  });

  test("an older sample is stale and changes nothing", () => {
    const { write, store } = aStore();
    write(mem("a", 2, 0));
    expect(write(mem("a", 1, -1))).toMatchObject({ hosts: {}, counts: { stale: 1, ok: 0 } });
    expect(at(store.tree("a"), "hardware_metrics", "mem_used")).toBe(2);
  });

  test("parts of one sample with one time are put together", () => {
    const { write, store } = aStore();
    write("system,host=a load1=1 0", "system,host=a n_cpus=4i 0", "system,host=a load1=2 0");
    expect(at(store.tree("a"), "hardware_metrics")).toEqual({ cpu_load1: 2, n_cpus: 4 });
  });

  test("the timestamp is the newest whole second of the host, whatever came last", () => {
    const { write } = aStore();
    write("mem,host=a used=1i 5.9");
    const { hosts } = write("system,host=a load1=1 1");
    expect(at(hosts, "a", "timestamp")).toBe(1_709_296_805);
  });

  test("two batches that are open at the same time each tell what they learnt", () => {
    const { store } = aStore();
    const [first, second] = [store.batch(), store.batch()];
    for (const [batch, text] of [
      [first, "mem,host=a used=1i\n"],
      [second, "mem,host=b used=1i\nsystem,host=a load1=1\n"],
      [first, "mem,host=a total=2i\n"],
    ] as const) {
      for (const point of parse(text).all) batch.add(point);
    }
    expect(at(first.finish().hosts, "a", "hardware_metrics")).toEqual({
      mem_used: 1,
      mem_total: 2,
    });
    const { hosts } = second.finish();
    expect(Object.keys(hosts)).toEqual(["b", "a"]);
    expect(at(hosts, "a", "hardware_metrics")).toEqual({ cpu_load1: 1 });
  });

  test("any host, mount point or interface name is a plain key", () => {
    const { write, store } = aStore();
    const { hosts } = write(
      "disk,host=__proto__,path=__proto__ free=1i 0",
      "net,host=__proto__,interface=constructor err_in=1i 0",
    );
    expect(Object.keys(hosts)).toEqual(["__proto__"]);
    expect(at(hosts, "__proto__", "hardware_metrics", "__proto__")).toEqual({ free: 1 });
    expect(at(hosts, "__proto__", "per_interface_metrics", "constructor")).toEqual({ err_in: 1 });
    expect(({} as Record<string, unknown>)["free"]).toBeUndefined();
    expect(store.tree("toString")).toBeUndefined();
  });
});

describe("interfaces", () => {
  const ethtool = (fields: string, seconds: number): string =>
    `ethtool,driver=d,host=a,interface=eth0 ${fields} ${seconds}`;

  test.each([
    ["true", true],
    ["T", true],
    ["1i", true],
    ["1", true],
    ['"up"', true],
    ['"TRUE"', true],
    ["false", false],
    ["0i", false],
    ['"Down"', false],
  ])("interface_up=%s is %p", (given, expected) => {
    const { write } = aStore();
    expect(eth0(write(ethtool(`interface_up=${given}`, 0)))).toEqual({ interface_up: expected });
  });

  test("an interface_up that says nothing is left out, a boolean link becomes a number", () => {
    const { write } = aStore();
    expect(eth0(write(ethtool('interface_up="maybe",link=true', 0)))).toEqual({ link: 1 });
  });

  test.each([
    ["net's, when it knows", "speed=1000i,err_in=0i", 1000],
    ["ethtool's, when net says -1", "speed=-1i,err_in=0i", 10_000],
    ["ethtool's, when net says nothing", "err_in=0i", 10_000],
  ])("the speed is %s, in either order", (_, fields, speed) => {
    const known = ethtool("speed=10000i", 0);
    for (const lines of [
      [known, netLine(fields, 0)],
      [netLine(fields, 0), known],
    ]) {
      const { write } = aStore();
      expect(eth0(write(...lines))?.["speed"]).toBe(speed);
      const { write: writeEach } = aStore();
      const outcomes = lines.map((line) => eth0(writeEach(line)));
      expect(outcomes.at(-1)?.["speed"]).toBe(speed);
    }
  });

  test("a speed nobody knows is left out", () => {
    const { write } = aStore();
    const outcome = write(
      netLine("speed=-1i,err_in=0i", 0),
      ethtool("speed=4294967295i,link=0i", 0),
    );
    expect(eth0(outcome)).toEqual({ err_in: 0, link: 0 });
  });

  test("an ethtool speed that has not been renewed for a while is forgotten", () => {
    const { write, clock } = aStore();
    write(ethtool("speed=10000i", 0));
    clock.advance(60_001);
    expect(eth0(write(netLine("err_in=0i", 60)))).toEqual({ err_in: 0 });
  });
});

describe("samples of no use", () => {
  test("an unknown measurement is ignored and counted by name, up to a bound", () => {
    const { write, store } = aStore({ maxUnknownNames: 2 });
    const { counts } = write("kernel,host=a v=1 0", "kernel v=1 0", "swap v=1 0", "nstat v=1 0");
    expect(counts.unknown).toBe(4);
    expect([...store.unknownMeasurements]).toEqual([
      ["kernel", 2],
      ["swap", 1],
    ]);
    expect(store.otherUnknownSamples).toBe(1);
  });

  test.each([
    ["mem used=1i 0", "mem: no tag host"],
    ["disk,host=a free=1i 0", "disk: no tag path"],
    ["net,host=a err_in=1i 0", "net: no tag interface"],
    ["ethtool,host=a link=1i 0", "ethtool: no tag interface"],
    [`mem,host=${"x".repeat(257)} used=1i 0`, "mem: tag host is longer than 256 bytes"],
  ])("%j is bad, and says why", (line, fault) => {
    const { write } = aStore();
    expect(write(line, mem("a", 1, 0))).toMatchObject({
      counts: { bad: 1, ok: 1 },
      faults: [fault],
    });
  });

  test("the descriptions of bad samples are bounded", () => {
    const { write } = aStore();
    const outcome = write(...Array.from({ length: 50 }, () => "mem used=1i 0"));
    expect(outcome.counts.bad).toBe(50);
    expect(outcome.faults).toHaveLength(10);
  });

  test("a minute ahead is taken, more is future; a minute behind is taken, more is stale", () => {
    const { write } = aStore();
    expect(write(mem("a", 1, -60)).counts.ok).toBe(1);
    expect(write(mem("b", 1, 60)).counts.ok).toBe(1);
    expect(write(mem("c", 1, 60.001)).counts.future).toBe(1);
    expect(write(mem("d", 1, -60.001)).counts.stale).toBe(1);
  });

  test("a host whose clock is off is reported once a minute, others at once", () => {
    const { write, clock, differences } = aStore();
    write(mem("a", 1, 100), mem("a", 1, 101), mem("b", 1, -100));
    expect(differences).toEqual([
      { host: "a", kind: "future", differenceMs: 100_000 },
      { host: "b", kind: "stale", differenceMs: -100_000 },
    ]);
    clock.advance(59_999);
    write(mem("a", 1, 200));
    expect(differences).toHaveLength(2);
    clock.advance(1);
    write(mem("a", 1, 200));
    expect(differences).toHaveLength(3);
  });

  test("the clock differences remembered are bounded", () => {
    const { write, differences } = aStore({ maxHosts: 3 });
    write(...Array.from({ length: 10 }, (_, i) => mem(`h${i}`, 1, 100)));
    expect(differences).toHaveLength(3);
  });
});
