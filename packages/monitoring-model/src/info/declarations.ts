import { opsconfigDeclaration } from "../opsconfig/opsconfig-declaration.js";
import { authorityDeclarations } from "./authority-declarations.js";
import { checkDeclarations } from "./check-declarations.js";
import type { InfoType } from "./info-type.js";
import type { Fields, PartialRecordOf, RecordOf } from "./shape.js";
import { siteDeclarations } from "./site-declarations.js";

/**
 * Every type with its fields, in the order they are sent. TypeScript types, JSON schemas, readers and writers all come
 * from here (datastore-polling, 1).
 */
export const declarations = {
  ...siteDeclarations,
  ...authorityDeclarations,
  ...checkDeclarations,
  opsconfig: opsconfigDeclaration,
} as const satisfies Record<InfoType, Fields>;

export function fieldsOf(type: InfoType): Fields {
  return declarations[type];
}

type Declarations = typeof declarations;

/** An object with all that the schema of 20151105 demands, under the names used on the wire. */
export type InfoObject<T extends InfoType> = {
  [Type in T]: RecordOf<Declarations[Type]>;
}[T];

/** An object as others send it: typed, but any field may be absent, at any depth. */
export type InfoReading<T extends InfoType> = {
  [Type in T]: PartialRecordOf<Declarations[Type]>;
}[T];

/** What a reply is written from: `null` and `undefined` stand for absent. */
export type InfoFields<T extends InfoType> = {
  [Type in T]: PartialRecordOf<Declarations[Type], null | undefined>;
}[T];

export type AggregateInfo = InfoObject<"aggregate">;
export type NodeInfo = InfoObject<"node">;
export type InterfaceInfo = InfoObject<"interface">;
export type InterfaceVlanInfo = InfoObject<"interfacevlan">;
export type LinkInfo = InfoObject<"link">;
export type SliverInfo = InfoObject<"sliver">;
export type AuthorityInfo = InfoObject<"authority">;
export type SliceInfo = InfoObject<"slice">;
export type UserInfo = InfoObject<"user">;
export type ExternalCheckInfo = InfoObject<"externalcheck">;
export type ExperimentInfo = InfoObject<"experiment">;
export type ExperimentGroupInfo = InfoObject<"experimentgroup">;
export type OpsconfigInfo = InfoObject<"opsconfig">;
