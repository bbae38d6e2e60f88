/** The wall clock of the newest sample. */
export const SEED_WALL_MS = 1_709_296_800_000;

/** One cache, ten seconds apart, as an agent sends it. Source: configuration-and-telegraf 2.5. */
export const SEED_LINES = `mem,host=cache-1 total=4098904064i,available=3129425920i,used=519901184i,available_percent=76.34786936062332,used_percent=12.683907 1709296790000000000
system,host=cache-1 load1=0.7,load5=0.53,load15=0.4,n_cpus=2i,n_physical_cpus=2i 1709296790000000000
system,host=cache-1 uptime=86400i 1709296790000000000
system,host=cache-1 uptime_format="1 day,  0:00" 1709296790000000000
disk,device=sda1,fstype=xfs,host=cache-1,mode=rw,path=/ total=34887954432i,free=18113810432i,used=16774144000i,used_percent=48.08004445400899 1709296790000000000
net,host=cache-1,interface=eth0 bytes_sent=10127100323i,bytes_recv=57585587172i,err_in=0i,err_out=0i,drop_in=1800079i,drop_out=0i,speed=100i 1709296790000000000
ethtool,driver=virtio_net,host=cache-1,interface=eth0 interface_up=true,link=1i,speed=100i 1709296790000000000
net,host=cache-1,interface=eth0 bytes_sent=10127106702i,bytes_recv=57585596566i,err_in=0i,err_out=0i,drop_in=1800079i,drop_out=0i,speed=100i 1709296800000000000
`;

interface Metric {
  readonly fields: Readonly<Record<string, number | boolean>>;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

const at =
  (seconds: number) =>
  (name: string, fields: Metric["fields"], tags: Metric["tags"] = {}): Metric => ({
    fields,
    name,
    tags: { host: "cache-1", ...tags },
    timestamp: seconds,
  });
const first = at(1_709_296_790);
const second = at(1_709_296_800);
const eth0 = { interface: "eth0" };
const quiet = { err_in: 0, err_out: 0, drop_in: 1_800_079, drop_out: 0, speed: 100 };

/** The same as the JSON serializer of `outputs.http` writes it. */
export const SEED_BATCH: { readonly metrics: readonly Metric[] } = {
  metrics: [
    first("mem", {
      total: 4098904064,
      available: 3129425920,
      used: 519901184,
      available_percent: 76.34786936062332,
    }),
    first("system", { load1: 0.7, load5: 0.53, load15: 0.4, n_cpus: 2 }),
    first(
      "disk",
      { total: 34887954432, free: 18113810432, used: 16774144000, used_percent: 48.08004445400899 },
      { path: "/", device: "sda1" },
    ),
    first("net", { bytes_sent: 10127100323, bytes_recv: 57585587172, ...quiet }, eth0),
    first("ethtool", { interface_up: true, link: 1, speed: 100 }, eth0),
    second("net", { bytes_sent: 10127106702, bytes_recv: 57585596566, ...quiet }, eth0),
  ],
};

/** What conditions read of them, and what an aggregator that nests them itself sends. */
export const SEED_HOSTS = {
  "cache-1": {
    hardware_metrics: {
      "/": {
        free: 18113810432,
        total: 34887954432,
        used: 16774144000,
        used_percent: 48.08004445400899,
      },
      cpu_load1: 0.7,
      cpu_load5: 0.53,
      cpu_load15: 0.4,
      mem_available: 3129425920,
      mem_available_percent: 76.34786936062332,
      mem_total: 4098904064,
      mem_used: 519901184,
      n_cpus: 2,
    },
    per_interface_metrics: {
      eth0: {
        bytes_recv: 57585596566,
        bytes_recv_rate: 939.4,
        bytes_sent: 10127106702,
        bytes_sent_rate: 637.9,
        drop_in: 1800079,
        drop_in_rate: 0,
        drop_out: 0,
        drop_out_rate: 0,
        err_in: 0,
        err_in_rate: 0,
        err_out: 0,
        err_out_rate: 0,
        interface_up: true,
        link: 1,
        megabits_recv: 460684,
        megabits_recv_rate: 0.0075152,
        megabits_sent: 81016,
        megabits_sent_rate: 0.0051032,
        speed: 100,
      },
    },
    timestamp: 1709296800,
  },
};
