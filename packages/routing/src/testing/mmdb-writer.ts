import { parsePrefix } from "../address/ip-prefix.js";

/** A value of the MaxMind DB format, as far as tests need it. */
export type MmdbValue =
  string | number | boolean | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

export interface MmdbFile {
  readonly ipVersion: 4 | 6;
  /** Bits of a record: the three sizes the format has. */
  readonly recordSize: 24 | 28 | 32;
  readonly networks: Readonly<Record<string, MmdbValue>>;
}

/** Numbers of nodes, or offsets into the data, or nothing. */
type Slot = { node: number } | { data: number } | undefined;
type Tree = [Slot, Slot][];

const IPV4_IN_IPV6_BITS = 96;
const SEPARATOR = Buffer.alloc(16);
const MARKER = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from("MaxMind.com")]);

/** Writes a small MaxMind database: a binary search tree, the data its leaves point to, and the metadata. */
export function mmdbFile({ ipVersion, recordSize, networks }: MmdbFile): Buffer {
  const tree: Tree = [[undefined, undefined]];
  const pieces: Buffer[] = [];
  let offset = 0;
  for (const [cidr, value] of Object.entries(networks)) {
    insert(tree, bitsOf(cidr, ipVersion), { data: offset });
    const piece = encode(value);
    pieces.push(piece);
    offset += piece.length;
  }
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: "Test",
    description: { en: "test" },
    ip_version: ipVersion,
    languages: ["en"],
    node_count: tree.length,
    record_size: recordSize,
  });
  const nodes = tree.map((node) => nodeBytes(node, recordSize, tree.length));
  return Buffer.concat([...nodes, SEPARATOR, ...pieces, MARKER, metadata]);
}

function bitsOf(cidr: string, ipVersion: 4 | 6): boolean[] {
  const verdict = parsePrefix(cidr);
  if (!verdict.ok) throw new Error(`${cidr}: ${verdict.reason}`);
  const { bits, length, words } = verdict.prefix;
  const own = Array.from(
    { length },
    (_, at) => (((words[at >> 5] ?? 0) >>> (31 - (at & 31))) & 1) === 1,
  );
  const isInside = ipVersion === 6 && bits === 32;
  return isInside ? [...Array.from({ length: IPV4_IN_IPV6_BITS }, () => false), ...own] : own;
}

function insert(tree: Tree, bits: readonly boolean[], leaf: Slot): void {
  let node = 0;
  for (const [depth, bit] of bits.entries()) {
    const side = bit ? 1 : 0;
    const slots = tree[node] ?? [undefined, undefined];
    if (depth === bits.length - 1) {
      slots[side] = leaf;
      return;
    }
    const next = slots[side];
    if (next && "data" in next) throw new Error("this writer cannot nest networks");
    node = next ? next.node : tree.push([undefined, undefined]) - 1;
    slots[side] = { node };
  }
}

function nodeBytes(
  [left, right]: [Slot, Slot],
  recordSize: 24 | 28 | 32,
  nodeCount: number,
): Buffer {
  const [first, second] = [left, right].map((slot) => recordOf(slot, nodeCount)) as [
    number,
    number,
  ];
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 32) {
    bytes.writeUInt32BE(first, 0);
    bytes.writeUInt32BE(second, 4);
    return bytes;
  }
  bytes.writeUIntBE(first & 0xff_ff_ff, 0, 3);
  bytes.writeUIntBE(second & 0xff_ff_ff, recordSize / 4 - 3, 3);
  if (recordSize === 28) bytes[3] = ((first >>> 24) << 4) | (second >>> 24);
  return bytes;
}

function recordOf(slot: Slot, nodeCount: number): number {
  if (!slot) return nodeCount;
  return "node" in slot ? slot.node : nodeCount + SEPARATOR.length + slot.data;
}

const TEXT = 2;
const UINT32 = 6;
const MAP = 7;
const ARRAY = 11;
const BOOLEAN = 14;

function encode(value: MmdbValue): Buffer {
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    return Buffer.concat([control(TEXT, bytes.length), bytes]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(UINT32, 4), bytes]);
  }
  if (typeof value === "boolean") return control(BOOLEAN, value ? 1 : 0);
  if (isList(value)) return Buffer.concat([control(ARRAY, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([control(MAP, entries.length), ...entries.flat().map(encode)]);
}

function isList(value: MmdbValue): value is readonly MmdbValue[] {
  return Array.isArray(value);
}

/** The byte (or bytes) before a value: its type and size. Types above 7 go into a byte of their own. */
function control(type: number, size: number): Buffer {
  if (size >= 29 + 256) throw new Error(`this writer cannot write a size of ${size}`);
  const sizeBits = Math.min(size, 29);
  const first = type <= 7 ? [(type << 5) | sizeBits] : [sizeBits, type - 7];
  return Buffer.from(size < 29 ? first : [...first, size - 29]);
}
