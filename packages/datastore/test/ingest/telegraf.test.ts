import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { anIngest, NOW_US, send, sendLines, type Ingest } from "./write.js";

const write = (ingest: Ingest, ...lines: string[]) =>
  sendLines(ingest, "/ingest/write?db=telegraf&precision=s", ...lines);
const node = ({ store }: Ingest, event: string) => [...store.points("node", event, "pc1")];
const eth0 = ({ store }: Ingest, event: string) => [
  ...store.points("interface", event, "pc1:eth0"),
];
const second = (s: number) => s * 1_000_000;

test("host metrics become the events of a node", async () => {
  const ingest = anIngest();

  const { status, body } = await write(
    ingest,
    "cpu,cpu=cpu0,host=pc1 usage_idle=1 100",
    "cpu,cpu=cpu-total,host=pc1 usage_idle=87.5,usage_user=10 100",
    "mem,host=pc1 used=4096600i,total=8192000i,used_percent=50 100",
    "swap,host=pc1 free=250i,total=1000i 100",
    "swap,host=pc1 in=1i,out=2i 100",
    "disk,host=pc1,path=/ used_percent=30 100",
    "disk,host=pc1,path=/srv used_percent=70.5 100",
    "disk,host=pc1,path=/boot used_percent=20 100",
    "diskio,host=pc1,name=sda reads=1i 100",
  );

  expect([status, body]).toEqual([204, ""]);
  expect(node(ingest, "cpu_util")).toEqual([[second(100), 12.5]]);
  expect(node(ingest, "mem_used_kb")).toEqual([[second(100), 4097]]);
  expect(node(ingest, "swap_free")).toEqual([[second(100), 25]]);
  expect(node(ingest, "disk_part_max_used")).toEqual([[second(100), 70.5]]);
});

test("the fullest partition is found when the lines of one moment come in two bodies", async () => {
  const ingest = anIngest();

  await write(ingest, "disk,host=pc1,path=/ used_percent=70 100");
  await write(ingest, "disk,host=pc1,path=/srv used_percent=30 100");
  await write(ingest, "disk,host=pc1,path=/ used_percent=60 160");

  expect(node(ingest, "disk_part_max_used")).toEqual([
    [second(100), 70],
    [second(160), 60],
  ]);
});

test("counters of an interface become rates: bits and packets a second", async () => {
  const ingest = anIngest();
  const line = (s: number, bytes: number, packets: number) =>
    `net,host=pc1,interface=eth0 bytes_recv=${bytes}i,bytes_sent=0i,packets_recv=${packets}i,err_in=0i,drop_out=${packets}i ${s}`;

  await write(ingest, line(100, 1000, 10), "net,host=pc1,interface=lo bytes_recv=5i 100");
  expect(eth0(ingest, "rx_bps")).toEqual([]);
  await write(ingest, line(110, 2250, 30), line(120, 2250, 35));

  expect(eth0(ingest, "rx_bps")).toEqual([
    [second(110), 1000],
    [second(120), 0],
  ]);
  expect(eth0(ingest, "rx_pps")).toEqual([
    [second(110), 2],
    [second(120), 0.5],
  ]);
  expect(eth0(ingest, "tx_dps")).toEqual(eth0(ingest, "rx_pps"));
  expect(eth0(ingest, "rx_eps")).toHaveLength(2);
});

test("a counter that began anew, or whose time stands still, gives no point", async () => {
  const ingest = anIngest();
  const line = (s: number, bytes: string) => `net,host=pc1,interface=eth0 bytes_recv=${bytes} ${s}`;

  await write(ingest, line(100, "1000i"));
  await write(ingest, line(110, "500i"));
  await write(ingest, line(110, "600i"), line(90, "700i"));
  await write(ingest, line(120, "1750i"));

  expect(eth0(ingest, "rx_bps")).toEqual([[second(120), 1000]]);
});

test("counters beyond 2^53 give exact rates", async () => {
  const ingest = anIngest();
  const line = (s: number, bytes: bigint) =>
    `net,host=pc1,interface=eth0 bytes_recv=${bytes}u ${s}`;

  await write(ingest, line(100, 2n ** 63n + 1n), line(101, 2n ** 63n + 126n));

  expect(eth0(ingest, "rx_bps")).toEqual([[second(101), 1000]]);
});

test("a body that is sent again after a failure gives the points it would have given", async () => {
  const ingest = anIngest();
  const line = (s: number, bytes: number) =>
    `net,host=pc1,interface=eth0 bytes_recv=${bytes}i ${s}`;
  await write(ingest, line(100, 0));
  ingest.store.failure = new AppError("unavailable", "too many writes wait");

  const refused = await write(ingest, line(110, 1250));
  ingest.store.failure = undefined;
  await write(ingest, line(110, 1250));

  expect(refused.status).toBe(503);
  expect(refused.headers.get("Retry-After")).toBe("5");
  expect(eth0(ingest, "rx_bps")).toEqual([[second(110), 1000]]);
});

test("the tag id names the node where it is not called like the host", async () => {
  const ingest = anIngest();

  await write(ingest, "mem,host=pc1.example.net,id=pc1 used=1000i 1");

  expect(node(ingest, "mem_used_kb")).toEqual([[second(1), 1]]);
});

test("counters of few interfaces only are kept, those told longest ago are forgotten", async () => {
  const ingest = anIngest({ limits: { maxCounters: 2 } });
  const line = (name: string, s: number) => `net,host=pc1,interface=${name} bytes_recv=${s}i ${s}`;

  await write(ingest, line("a", 1), line("b", 1), line("eth0", 1));
  await write(ingest, line("a", 2), line("b", 2), line("eth0", 2));

  expect(eth0(ingest, "rx_bps")).toHaveLength(1);
  expect(ingest.store.points("interface", "rx_bps", "pc1:a").size).toBe(0);
});

test("points of hosts that nobody has described are not stored, and that is no fault of Telegraf's", async () => {
  const counts: unknown[] = [];
  const ingest = anIngest({
    requireInfo: true,
    observer: { onPoints: ({ rejectedBy }) => counts.push(rejectedBy) },
  });

  const { status } = await write(ingest, "mem,host=pc1 used=1000i 1", "mem used=1i 1");

  expect(status).toBe(204);
  expect(counts).toEqual([{ unknown_object: 1, bad_series: 1 }]);
});

test("a line that cannot be read is told in the form each client knows; the others are stored", async () => {
  const ingest = anIngest();
  const lines = ["mem,host=pc1 used=1000i 1", "no line"];

  const v1 = await write(ingest, ...lines);
  const v2 = await sendLines(ingest, "/ingest/api/v2/write?precision=s", ...lines);

  expect([v1.status, v2.status]).toEqual([400, 400]);
  expect(v1.body).toMatchObject({ error: expect.stringContaining("line 2") });
  expect(v2.body).toMatchObject({ code: "invalid", message: expect.stringContaining("line 2") });
  expect(node(ingest, "mem_used_kb")).toHaveLength(1);
});

test("a body that is too large is refused in the form each client knows", async () => {
  const ingest = anIngest({ limits: { maxPoints: 1 } });
  const line = "node,id=pc1 a=1,b=2";

  const v1 = await sendLines(ingest, "/ingest/write", line);
  const v2 = await sendLines(ingest, "/ingest/api/v2/write", line);

  expect([v1.status, v1.body]).toMatchObject([413, { error: expect.stringContaining("limit") }]);
  expect([v2.status, v2.body]).toMatchObject([413, { message: expect.stringContaining("limit") }]);
});

test("Telegraf's JSON is taken, too", async () => {
  const ingest = anIngest();
  const metrics = [
    { name: "mem", tags: { host: "pc1" }, fields: { used: 2000 }, timestamp: 7 },
    { name: "node", tags: { id: "pc1" }, fields: { cpu_util: 5 }, timestamp: 7 },
  ];
  const headers = { "content-type": "application/json" };

  const { status } = await send(ingest, "/ingest/write", {
    body: JSON.stringify({ metrics }),
    headers,
  });
  const broken = await send(ingest, "/ingest/write", { body: "{", headers });

  expect([status, broken.status]).toEqual([204, 400]);
  expect(node(ingest, "mem_used_kb")).toEqual([[second(7), 2]]);
  expect(node(ingest, "cpu_util")).toEqual([[second(7), 5]]);
});

test("the database that Telegraf would create is there", async () => {
  const q = encodeURIComponent('CREATE DATABASE "telegraf"');

  const asked = await send(anIngest(), `/ingest/query?q=${q}`, { method: "GET" });
  const posted = await send(anIngest(), "/ingest/query", { body: `q=${q}` });

  expect([asked.status, asked.body]).toEqual([200, { results: [] }]);
  expect(posted.body).toEqual({ results: [] });
});

test("the time of a line without one is when it came", async () => {
  const ingest = anIngest();

  await write(ingest, "mem,host=pc1 used=1000i");

  expect(node(ingest, "mem_used_kb")).toEqual([[NOW_US, 1]]);
});
