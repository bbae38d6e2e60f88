/** The third part of `urn:publicid:IDN+<authority>+<type>+<name>`, and of the malformed ones in use (datastore-polling, 5.3). */
export function typeInUrn(urn: string): string | undefined {
  return urn.split("+").at(urn.includes("publicid+") ? 3 : 2);
}
