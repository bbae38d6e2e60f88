import { PrefixSet } from "../address/prefix-set.js";
import { matchesNobody, type CompileClassifier } from "./classifier.js";
import { patternOf } from "./text-classifiers.js";
import { compileWildcard } from "./wildcard.js";

const MAX_ASN = 0xffff_ffff;

/** The client's address is in one of the networks (cdn-router 4.2); plain addresses are accepted too. */
export const ipranges: CompileClassifier = (fields) => {
  const set = PrefixSet.read(fields.list("ipranges"), `${fields.path}.ipranges`, fields.problems);
  return ({ request }) => request.clientAddress !== undefined && set.has(request.clientAddress);
};

/** The pattern covers the name of the client's subnet; without a subnet not even `*` does. */
export const subnet: CompileClassifier = (fields) => {
  const matches = compileWildcard(patternOf(fields));
  return ({ request }) => {
    const name = request.subnet;
    return name !== undefined && matches(name.toLowerCase());
  };
};

export const asnIds: CompileClassifier = (fields, { needs }) => {
  needs.add("asn");
  const wanted = new Set<number>();
  for (const [at, asn] of fields.list("asnIds").entries()) {
    if (typeof asn === "number" && Number.isInteger(asn) && asn >= 0 && asn <= MAX_ASN) {
      wanted.add(asn);
    } else fields.problem(`asnIds[${at}]`, `is not a number from 0 to ${MAX_ASN}`);
  }
  if (wanted.size === 0) return matchesNobody;
  return ({ network }) => network?.asn !== undefined && wanted.has(network.asn);
};

export const anonymousIp: CompileClassifier = (_fields, { needs }) => {
  needs.add("anonymousIp");
  return (subject) => subject.isAnonymous;
};
