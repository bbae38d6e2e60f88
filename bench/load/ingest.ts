import { FIELDS_PER_CACHE } from "./cache-metrics.js";
import { httpProtocol } from "./http-protocol.js";
import { metricsPost } from "./metrics-posts.js";
import type { IngestResult, IngestTask } from "./tasks.js";
import { Wire } from "./wire.js";

const MS_PER_SECOND = 1000;

export async function runIngest(task: IngestTask): Promise<IngestResult> {
  const wires = await Wire.openMany(task.connections, task.port, httpProtocol);
  const posts = allPosts(task);
  const sent = { posts: 0, bytes: 0 };
  const startedMs = performance.now();
  await Promise.all(wires.map((wire) => postAll(wire, posts, sent)));
  const seconds = (performance.now() - startedMs) / MS_PER_SECOND;
  for (const wire of wires) wire.close();
  return { samples: task.rounds * task.caches * FIELDS_PER_CACHE, seconds, ...sent };
}

/** The last POST of a cache is answered before its next one is sent when there are more caches than connections. */
function* allPosts(task: IngestTask): Generator<ReturnType<typeof metricsPost>, void> {
  for (let round = 0; round < task.rounds; round++) {
    for (let first = 1; first <= task.caches; first += task.cachesPerPost) {
      const wallMs = performance.timeOrigin + performance.now();
      yield metricsPost(task, { first, round, wallMs });
    }
  }
}

async function postAll(
  wire: Wire,
  posts: Iterator<ReturnType<typeof metricsPost>, void>,
  sent: { posts: number; bytes: number },
): Promise<void> {
  for (let next = posts.next(); next.done !== true; next = posts.next()) {
    sent.posts++;
    sent.bytes += next.value.bodyBytes;
    await wire.ask(next.value.request);
  }
}
