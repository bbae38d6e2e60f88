import type { ReadArguments } from "@signalbox/command-line";
import { loadCa } from "../ca/load-ca.js";
import type { CommandContext } from "../simple-command.js";
import { issueLeaf, type Issued, type LeafOrder } from "./issue-certificate.js";
import { daysFrom, dirFrom, keyKindFrom } from "./issue-options.js";
import { LEAF_DAYS } from "./leaf-days.js";
import { dayOf, validityFor, within } from "./validity.js";

/** What differs between the certificates an authority signs. */
export type LeafWish = Pick<LeafOrder, "commonName" | "usage" | "names">;

/** A certificate that is signed but not written yet. */
export interface SignedLeaf extends Issued {
  /** Last day of it, as `2027-11-22`. */
  readonly lastDay: string;
}

/**
 * Has the authority of `--dir` sign a certificate, by the options all such commands share. Warns of one that ends sooner than
 * asked because the authority does.
 */
export async function issueInFolder(
  wish: LeafWish,
  args: ReadArguments,
  { clock, random, warn }: CommandContext,
): Promise<SignedLeaf> {
  const nowMs = clock.wallMs();
  const wanted = validityFor(nowMs, daysFrom(args, LEAF_DAYS));
  const ca = await loadCa(dirFrom(args), nowMs);
  for (const warning of ca.warnings) warn(warning);
  const validity = within(wanted, ca.validity);
  const lastDay = dayOf(validity.toMs);
  if (validity.toMs < wanted.toMs) warn(`valid until ${lastDay} only, as its authority is`);
  const order: LeafOrder = { ...wish, keyKind: keyKindFrom(args), validity, random };
  return { ...(await issueLeaf(ca.signer, order)), lastDay };
}
