import { createSocket } from "node:dgram";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { octetCounted } from "./syslog-line.js";

/** Certificates as PEM text. The receiver's certificate is always verified. */
export interface SyslogTls {
  /** Trusted authorities; default the system's. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name expected in the receiver's certificate; default `host`. */
  readonly servername?: string;
}

export interface SyslogAddress {
  readonly protocol: "udp" | "tcp" | "tls";
  readonly host: string;
  readonly port: number;
  readonly tls?: SyslogTls;
}

/** What a link tells its owner. `closed` comes exactly once, also when opening failed. */
export interface LinkEvents {
  opened(): void;
  /** The link takes lines again. */
  drained(): void;
  /** One line was lost on the way out. */
  lost(): void;
  closed(): void;
}

/** One connection, or one connected datagram socket. */
export interface SyslogLink {
  /** Sends a line; false asks to wait for `drained` before the next. */
  send(line: Buffer): boolean;
  /** Sends what is under way, then closes. */
  end(): void;
  /** Closes now. */
  destroy(): void;
}

function openUdp(address: SyslogAddress, events: LinkEvents): SyslogLink {
  const socket = createSocket({ type: isIP(address.host) === 6 ? "udp6" : "udp4" });
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    socket.close();
  };
  socket.unref();
  // A refused datagram is reported on the socket some time after it was sent; the next one may well arrive.
  socket.on("error", () => events.lost());
  socket.once("close", () => events.closed());
  socket.connect(address.port, address.host, (...[error]: unknown[]) => {
    if (isClosed) return;
    if (error instanceof Error) close();
    else events.opened();
  });
  const send = (line: Buffer): boolean => {
    if (isClosed) return false;
    socket.send(line, (error) => {
      if (error !== null) events.lost();
      if (!isClosed) events.drained();
    });
    return false; // one datagram under way at a time is what bounds the socket's own queue
  };
  return { send, end: close, destroy: close };
}

function openStream(address: SyslogAddress): { socket: Socket; ready: string } {
  const { host, port, tls = {} } = address;
  if (address.protocol === "tcp") return { socket: connectTcp({ host, port }), ready: "connect" };
  const { servername = host, ...identity } = tls;
  const name = isIP(servername) === 0 ? { servername } : {};
  return {
    socket: connectTls({ host, port, minVersion: "TLSv1.2", ...identity, ...name }),
    ready: "secureConnect",
  };
}

function openConnection(address: SyslogAddress, events: LinkEvents): SyslogLink {
  const { socket, ready } = openStream(address);
  socket.unref();
  socket.once(ready, () => events.opened());
  socket.on("drain", () => events.drained());
  socket.on("error", () => undefined); // "close" follows and says all that matters
  socket.once("close", () => events.closed());
  socket.resume(); // a receiver has nothing to say; unread bytes would keep the end from being noticed
  return {
    send: (line) => socket.write(octetCounted(line)),
    end: () => void socket.ref().end(),
    destroy: () => void socket.destroy(),
  };
}

/** Opens a link. It does not keep the process alive. */
export function openLink(address: SyslogAddress, events: LinkEvents): SyslogLink {
  return address.protocol === "udp" ? openUdp(address, events) : openConnection(address, events);
}
