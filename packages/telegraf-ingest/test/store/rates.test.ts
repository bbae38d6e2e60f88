import { describe, expect, test } from "@jest/globals";
import { aStore, eth0, netLine } from "./store-fixture.js";

describe("rates", () => {
  test("two samples give the growth per second, the first alone none", () => {
    const { write } = aStore();
    const first = eth0(write(netLine("bytes_recv=1000i,err_in=4i", -10)));
    expect(first).toEqual({ bytes_recv: 1000, megabits_recv: 0, err_in: 4 });
    const second = eth0(write(netLine("bytes_recv=3500i,err_in=5i", -5)));
    expect(second).toEqual({
      bytes_recv: 3500,
      bytes_recv_rate: 500,
      megabits_recv: 0,
      megabits_recv_rate: 0.004,
      err_in: 5,
      err_in_rate: 0.2,
    });
  });

  test("a counter that was restarted gives no rate for that step, and a right one for the next", () => {
    const { write, store } = aStore();
    write(netLine("bytes_recv=1000i,drop_in=7i", -15));
    write(netLine("bytes_recv=2000i,drop_in=7i", -10));
    const restarted = eth0(write(netLine("bytes_recv=50i,drop_in=8i", -5)));
    expect(restarted).toEqual({
      bytes_recv: 50,
      megabits_recv: 0,
      drop_in: 8,
      drop_in_rate: 0.2,
    });
    expect([...store.values()].map(({ field }) => field)).not.toContain("bytes_recv_rate");
    expect(eth0(write(netLine("bytes_recv=100i", 0)))?.["bytes_recv_rate"]).toBe(10);
  });

  test("a gap of more than five intervals gives no rate, one of exactly five does", () => {
    const rateAfter = (gap: number): unknown => {
      const { write } = aStore({ intervalMs: 2_000, maxGapIntervals: 5 });
      write(netLine("bytes_recv=0i", -30));
      return eth0(write(netLine("bytes_recv=1000i", -30 + gap)))?.["bytes_recv_rate"];
    };
    expect(rateAfter(10)).toBe(100);
    expect(rateAfter(10.001)).toBeUndefined();
  });

  test("an agent that is slower than configured has rates from its third sample on", () => {
    const { write } = aStore({ intervalMs: 1_000 });
    const rates = [-40, -30, -20, -10].map(
      (at, i) => eth0(write(netLine(`bytes_recv=${i * 100}i`, at)))?.["bytes_recv_rate"],
    );
    expect(rates).toEqual([undefined, undefined, 10, 10]);
  });

  test("after one long gap the next step has a rate again", () => {
    const { write } = aStore({ intervalMs: 1_000, maxGapIntervals: 5 });
    const rates = [-50, -49, -20, -19, -18].map(
      (at, i) => eth0(write(netLine(`bytes_recv=${i * 7}i`, at)))?.["bytes_recv_rate"],
    );
    expect(rates).toEqual([undefined, 7, undefined, 7, 7]);
  });

  test("counters beyond what a number holds are subtracted exactly", () => {
    const { write } = aStore();
    write(netLine("bytes_recv=9223372036854775000u", -5));
    const { bytes_recv_rate: rate, megabits_recv: megabits } =
      eth0(write(netLine("bytes_recv=9223372036854775010u", 0))) ?? {};
    expect(rate).toBe(2);
    expect(megabits).toBe(73_786_976_294_838);
  });

  test("a counter may change between the kinds of numbers", () => {
    const { write } = aStore();
    write(netLine("err_in=0.5", -10));
    expect(eth0(write(netLine("err_in=9007199254740993i", -5)))?.["err_in_rate"]).toBe(2 ** 53 / 5);
    expect(eth0(write(netLine("err_in=9007199254740998u", 0)))?.["err_in_rate"]).toBe(1);
  });

  test("megabits in total are cut, never rounded up, also just below 2^53 bytes", () => {
    const { write } = aStore();
    const { megabits_recv: megabits } =
      eth0(write(netLine("bytes_recv=8999999999999999i", 0))) ?? {};
    expect(megabits).toBe(71_999_999_999);
  });

  test("a correction with the same time gives the rate of the correction", () => {
    const { write } = aStore();
    write(netLine("bytes_recv=0i", -5));
    write(netLine("bytes_recv=50i", 0));
    expect(eth0(write(netLine("bytes_recv=100i", 0)))?.["bytes_recv_rate"]).toBe(20);
  });
});

describe("rates an aggregator sends", () => {
  test("are taken while there are none of our own, in megabits too, and leave the counters' age alone", () => {
    const { write } = aStore();
    write(netLine("bytes_recv=1000i", -10));
    const sent = eth0(write(netLine("bytes_recv_rate=125000.0,err_in_rate=2", -4)));
    expect(sent).toEqual({ bytes_recv_rate: 125_000, megabits_recv_rate: 1, err_in_rate: 2 });
    const { counts } = write(netLine("bytes_recv=2000i", -5));
    expect(counts).toMatchObject({ ok: 1, stale: 0 });
  });

  test("give way to our own, and come back when the counters stay away", () => {
    const { write } = aStore({ intervalMs: 2_000 });
    write(netLine("bytes_recv=0i", -30), netLine("bytes_recv=1000i", -25));
    expect(write(netLine("bytes_recv_rate=7", -24)).hosts).toEqual({});
    expect(eth0(write(netLine("bytes_recv_rate=7", 5)))?.["bytes_recv_rate"]).toBe(7);
  });

  test("are dropped when negative, as after a restart the aggregator did not see", () => {
    const { write } = aStore();
    expect(write(netLine("bytes_recv_rate=-5000", 0)).hosts).toEqual({});
  });

  test("older ones are stale", () => {
    const { write } = aStore();
    write(netLine("bytes_recv_rate=1", 0));
    expect(write(netLine("bytes_recv_rate=2", -5)).counts.stale).toBe(1);
  });

  test("megabits an aggregator makes change nothing that is known here", () => {
    const { write } = aStore();
    const line = netLine("bytes_recv=1000000i,megabits_recv=999i", 0);
    expect(eth0(write(line))).toEqual({ bytes_recv: 1_000_000, megabits_recv: 8 });
  });
});
