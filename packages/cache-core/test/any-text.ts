import fc from "fast-check";

const LAST_CODE_POINT = 0x10_ffff;
const codePoint = fc
  .oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(LAST_CODE_POINT))
  .filter((code) => code < 0xd800 || code > 0xdfff);

/** Well-formed text of any characters, control characters and those beyond 16 bits included. */
export const anyText = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(codePoint, { minLength, maxLength, size: "max" })
    .map((codes) => String.fromCodePoint(...codes));
