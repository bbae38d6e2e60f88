import { describe, expect, test } from "@jest/globals";
import { at, aStore, hostNames, mem } from "./store-fixture.js";

describe("bounds", () => {
  test("a new host waits until one has been silent for long enough, then takes the place of the oldest", () => {
    const { write, clock, store } = aStore({ maxHosts: 2 });
    write(mem("a", 1, 0));
    clock.advance(1_000);
    write(mem("b", 1, 1));
    expect(write(mem("c", 1, 1))).toMatchObject({ hosts: {}, counts: { over_limit: 1 } });
    clock.advance(59_000);
    expect(write(mem("c", 1, 60)).counts.ok).toBe(1);
    expect(hostNames(store.hosts())).toEqual(["b", "c"]);
  });

  test("a host that was forgotten starts anew", () => {
    const { write, clock, store } = aStore({ maxHosts: 1 });
    write(mem("a", 1, 0));
    clock.advance(60_000);
    write(mem("b", 1, 60));
    clock.advance(60_000);
    expect(write(mem("a", 2, 120)).counts.ok).toBe(1);
    expect(store.hosts()).toEqual([{ host: "a", samples: 1, ageMs: 0, series: 1 }]);
  });

  test("a host that goes on reporting is not the oldest", () => {
    const { write, clock, store } = aStore({ maxHosts: 2 });
    write(mem("a", 1, 0), mem("b", 1, 0));
    clock.advance(30_000);
    write(mem("a", 1, 30));
    clock.advance(30_000);
    write(mem("c", 1, 60));
    expect(hostNames(store.hosts())).toEqual(["a", "c"]);
  });

  test.each([
    ["disks", { maxDisksPerHost: 2 }, (i: number) => `disk,host=a,path=/${i} free=1i`],
    [
      "interfaces",
      { maxInterfacesPerHost: 2 },
      (i: number) => `net,host=a,interface=e${i} err_in=1i`,
    ],
    ["series", { maxSeriesPerHost: 2 }, (i: number) => `cpu,host=a,cpu=cpu${i} usage_idle=1`],
  ])(
    "the %s of one host are bounded; the known ones stay, the silent ones make room",
    (_, limits, line) => {
      const { write, clock } = aStore(limits);
      const counts = write(...[1, 2, 3].map((i) => `${line(i)} 0`)).counts;
      expect(counts).toMatchObject({ ok: 2, over_limit: 1 });
      clock.advance(30_000);
      expect(write(`${line(1)} 30`, `${line(3)} 30`).counts).toMatchObject({
        ok: 1,
        over_limit: 1,
      });
      clock.advance(30_000);
      expect(write(`${line(3)} 60`, `${line(1)} 60`).counts).toMatchObject({ ok: 2 });
      expect(write(`${line(2)} 60`).counts).toMatchObject({ over_limit: 1 });
    },
  );

  test("the fields of one series are bounded, and ethtool's are chosen", () => {
    const { write, store } = aStore({ maxFieldsPerSeries: 2 });
    write("mem,host=a f1=1,f2=2,f3=3 0");
    write("ethtool,host=a,interface=e rx1=1,rx2=2,rx3=3,link=1i,interface_up=t 0");
    expect([...store.values()].map(({ field }) => field)).toEqual([
      "f1",
      "f2",
      "link",
      "interface_up",
    ]);
  });

  test("a sweep forgets series after a minute and hosts after an hour of silence", () => {
    const { write, clock, store } = aStore();
    write(mem("a", 1, 0), "cpu,host=a,cpu=c usage_idle=1 0");
    clock.advance(30_000);
    write(mem("a", 1, 30));
    clock.advance(30_000);
    store.sweep();
    expect(store.hosts()).toEqual([{ host: "a", samples: 3, ageMs: 30_000, series: 1 }]);
    clock.advance(3_569_999);
    store.sweep();
    expect(store.hosts()).toEqual([{ host: "a", samples: 3, ageMs: 3_599_999, series: 0 }]);
    clock.advance(1);
    store.sweep();
    expect(store.hosts()).toEqual([]);
  });

  test("what is not renewed is gone from the tree after a minute, swept or not", () => {
    const { write, clock, store } = aStore();
    write(mem("a", 1, 0));
    clock.advance(59_999);
    expect(at(store.tree("a"), "hardware_metrics")).toEqual({ mem_used: 1 });
    clock.advance(1);
    expect(at(store.tree("a"), "hardware_metrics")).toBeUndefined();
    expect([...store.values()]).toEqual([]);
  });

  test.each([
    ["series", { maxSeries: 3 }],
    ["fields", { maxFields: 3 }],
    ["names", { maxKeyChars: 3 * '["mem","host","a"]'.length }],
  ])("the %s of all hosts together are bounded, and what is forgotten makes room", (_, limits) => {
    const { write, clock, store } = aStore(limits);
    const hosts = ["a", "b", "c", "d", "e"];
    expect(write(...hosts.map((host) => mem(host, 1, 0))).counts.ok).toBe(3);
    expect([...store.values()]).toHaveLength(3);
    expect(write(...hosts.slice(0, 3).map((host) => mem(host, 2, 1))).counts.ok).toBe(3);
    clock.advance(3_600_000);
    store.sweep();
    expect(write(...["x", "y", "z"].map((host) => mem(host, 1, 3_600))).counts.ok).toBe(3);
    expect([...store.values()]).toHaveLength(3);
  });
});
