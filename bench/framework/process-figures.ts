import { readdirSync, readFileSync } from "node:fs";

const NS_PER_US = 1000;
const BYTES_PER_KB = 1024;

/** CPU time of a process so far, all threads, in microseconds: the scheduler's own nanosecond counters. */
export function cpuUs(pid: number): number {
  let totalNs = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) totalNs += threadCpuNs(pid, thread);
  return totalNs / NS_PER_US;
}

/** The same of a process and of those it started, as long as they live. */
export function familyCpuUs(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  const pids = children === "" ? [] : children.split(" ").map(Number);
  return [pid, ...pids].reduce((sum, one) => sum + cpuUs(one), 0);
}

/** Resident memory of a process in bytes. */
export function rssBytes(pid: number): number {
  return statusBytes(pid, "VmRSS");
}

/** Largest resident memory since the process began, in bytes. */
export function peakRssBytes(pid: number): number {
  return statusBytes(pid, "VmHWM");
}

function threadCpuNs(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  } catch {
    return 0; // The thread ended meanwhile.
  }
}

function statusBytes(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  return Number(kilobytes) * BYTES_PER_KB;
}
