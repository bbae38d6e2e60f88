import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIP, isIPv6 } from "node:net";
import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { decode, encode, RECURSION_DESIRED, type Answer } from "dns-packet";

const DNS_PORT = 53;
/** Size of a reply we can take, as we announce it. */
const UDP_PAYLOAD_BYTES = 1232;
/** How much of the client's address is told, in bits (RFC 7871, 11.1). */
const TOLD_BITS = { 4: 24, 6: 56 } as const;

export interface NameQuestion {
  /** Address or name of the EDNS server. */
  readonly server: string;
  /** Default 53. */
  readonly port?: number;
  /** The name that is asked for: the host the client asked us by. */
  readonly name: string;
  /** The client's address; its network goes along so that the server can answer for it. */
  readonly clientIp: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** 0 to 65535, hard to guess. */
  readonly randomId: () => number;
}

/**
 * Asks an EDNS server (host groups of type `dns`) for an address: A for clients over IPv4, AAAA over IPv6.
 *
 * @throws AppError `upstream_timeout` or `upstream_failed`
 */
export async function askNameServer(question: NameQuestion): Promise<string> {
  const server = await addressOf(question.server);
  const type = isIPv6(question.clientIp) ? "AAAA" : "A";
  const id = question.randomId();
  const reply = await exchange(question, server, query(question, type, id), id);
  const found = reply.find((answer) => answer.type === type);
  if (found?.type === "A" || found?.type === "AAAA") return found.data;
  throw new AppError("upstream_failed", `name server ${question.server} knows no address`);
}

async function addressOf(server: string): Promise<string> {
  if (isIP(server) !== 0) return server;
  try {
    return (await lookup(server)).address;
  } catch (error) {
    throw new AppError("upstream_failed", `name server ${server} has no address`, { cause: error });
  }
}

function query({ name, clientIp }: NameQuestion, type: "A" | "AAAA", id: number): Buffer {
  const family = isIP(clientIp);
  const subnet =
    family === 4 || family === 6
      ? [
          {
            code: 8 as const,
            ip: clientIp,
            family: family === 4 ? 1 : 2,
            sourcePrefixLength: TOLD_BITS[family],
          },
        ]
      : [];
  return encode({
    type: "query",
    id,
    flags: RECURSION_DESIRED,
    questions: [{ type, name, class: "IN" }],
    additionals: [
      {
        type: "OPT",
        name: ".",
        udpPayloadSize: UDP_PAYLOAD_BYTES,
        flags: 0,
        extendedRcode: 0,
        ednsVersion: 0,
        flag_do: false,
        options: subnet,
      },
    ],
  });
}

function exchange(
  question: NameQuestion,
  server: string,
  bytes: Buffer,
  id: number,
): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(server) ? "udp6" : "udp4");
    const end = (settle: () => void): void => {
      cancel();
      socket.close();
      settle();
    };
    const cancel = question.clock.after(question.timeoutMs, () => {
      end(() =>
        reject(
          new AppError("upstream_timeout", `name server ${question.server} did not answer in time`),
        ),
      );
    });
    socket.on("error", (error) => {
      end(() =>
        reject(
          new AppError("upstream_failed", `name server ${question.server} cannot be asked`, {
            cause: error,
          }),
        ),
      );
    });
    socket.on("message", (message) => {
      const answers = readReply(message, id, question.name);
      if (answers) end(() => resolve(answers));
    });
    // Connected, so that only that server's packets arrive.
    // A listener, not a callback: that would be called for a failure, too, and sending then throws where nobody catches it.
    socket.on("connect", () => socket.send(bytes));
    socket.connect(question.port ?? DNS_PORT, server);
  });
}

/** @returns undefined for what is no reply to our question */
function readReply(message: Buffer, id: number, name: string): Answer[] | undefined {
  try {
    const packet = decode(message);
    const asked = packet.questions?.[0]?.name.toLowerCase();
    const isOurs = packet.type === "response" && packet.id === id && asked === name.toLowerCase();
    return isOurs ? (packet.answers ?? []) : undefined;
  } catch {
    return undefined;
  }
}
