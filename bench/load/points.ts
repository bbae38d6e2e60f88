import { bodyOf, httpProtocol } from "./http-protocol.js";
import { pointsPost } from "./node-points.js";
import type { PointsResult, PointsTask } from "./tasks.js";
import { Wire } from "./wire.js";

const MS_PER_SECOND = 1000;

type Post = ReturnType<typeof pointsPost>;

/** @throws Error when a point was not inserted: refused ones would cost less */
export async function runPoints(task: PointsTask): Promise<PointsResult> {
  const wires = await Wire.openMany(task.connections, task.port, httpProtocol, task.tls);
  const posts = allPosts(task);
  const sent = { posts: 0, points: 0, bytes: 0 };
  const startedMs = performance.now();
  await Promise.all(wires.map((wire) => postAll(wire, posts, sent)));
  const seconds = (performance.now() - startedMs) / MS_PER_SECOND;
  for (const wire of wires) wire.close();
  return { ...sent, seconds };
}

function* allPosts(task: PointsTask): Generator<Post, void> {
  const { nodes, nodesPerPost, stepsPerPost, rounds, startUs } = task;
  for (let round = 0; round < rounds; round++) {
    for (let first = 0; first < nodes; first += nodesPerPost) {
      yield pointsPost(task, { first, step: round * stepsPerPost, startUs });
    }
  }
}

async function postAll(
  wire: Wire,
  posts: Iterator<Post, void>,
  sent: { posts: number; points: number; bytes: number },
): Promise<void> {
  for (let next = posts.next(); next.done !== true; next = posts.next()) {
    const { request, points, bodyBytes } = next.value;
    const reply = bodyOf(await wire.ask(request));
    if (!reply.startsWith(`{"inserted":${points},`)) throw new Error(`not inserted: ${reply}`);
    sent.posts++;
    sent.points += points;
    sent.bytes += bodyBytes;
  }
}
