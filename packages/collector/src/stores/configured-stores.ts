import { AppError, oneLine } from "@signalbox/errors";
import { isInfoType, readHref } from "@signalbox/monitoring-model";
import type { CollectorConfig } from "../config/service-schema.js";
import type { RootType, StoreTarget } from "./store-target.js";

type StoreSetting = CollectorConfig["stores"][number];

const ROOT_TYPES: readonly RootType[] = ["aggregate", "externalcheck", "authority"];
/** Ids of stores are parts of keys in our store. */
const MAX_ID_CHARS = 200;

/** What can be polled, or why not. */
export type TargetReading =
  | { readonly kind: "target"; readonly target: StoreTarget }
  | { readonly kind: "refused"; readonly reason: string };

/** How a store is named and reached, before it is known to be usable. */
export interface StoreAddress {
  /** Default: the last part of the URL. */
  readonly id?: string;
  readonly url: string;
  readonly urn?: string;
  readonly kind?: string;
  readonly verifyServer: boolean;
  readonly allowedOrigins: readonly string[];
}

/** A store by the info URL of its root. @param allowHttp whether `http:` will do */
export function readTarget(address: StoreAddress, allowHttp: boolean): TargetReading {
  const refuse = (reason: string): TargetReading => ({ kind: "refused", reason: oneLine(reason) });
  const url = URL.canParse(address.url) ? new URL(address.url) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "") {
    return refuse("it has no URL that can be used");
  }
  if (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:")) {
    return refuse(`${url.protocol}//${url.host} is not https: (allow_http)`);
  }
  url.search = "";
  url.hash = "";
  const { type, id: rootId } = readHref(url.href);
  const rootType = rootTypeOf(type);
  if (rootType === undefined || rootId === undefined) {
    return refuse(
      `${url.href} does not end in /info/<type>/<id> with one of the types ${ROOT_TYPES.join(", ")}`,
    );
  }
  const id = address.id ?? rootId;
  if (!isUsableId(id)) return refuse(`its id is empty, too long, or has control characters`);
  const { urn, kind, verifyServer, allowedOrigins } = address;
  const target: StoreTarget = {
    id,
    rootType,
    rootId,
    rootUrl: url.href,
    ...(urn !== undefined && { urn }),
    ...(kind !== undefined && { kind }),
    verifyServer,
    allowedOrigins,
  };
  return { kind: "target", target };
}

function rootTypeOf(type: unknown): RootType | undefined {
  return isInfoType(type) ? ROOT_TYPES.find((known) => known === type) : undefined;
}

// eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
const CONTROL = /[\u0000-\u001f\u007f]/;

function isUsableId(id: string): boolean {
  return id !== "" && id.length <= MAX_ID_CHARS && id.isWellFormed() && !CONTROL.test(id);
}

/**
 * The stores of the settings.
 *
 * @throws AppError `invalid_argument` for one that cannot be used, and for two of one name
 */
export function configuredStores({
  stores,
  allow_http,
}: Pick<CollectorConfig, "stores" | "allow_http">): readonly StoreTarget[] {
  const byId = new Map<string, StoreTarget>();
  for (const [index, setting] of stores.entries()) {
    const reading = readTarget(addressOf(setting), allow_http);
    const where = `stores[${index}]`;
    if (reading.kind === "refused") throw bad(`${where}: ${reading.reason}`);
    const { target } = reading;
    if (byId.has(target.id)) throw bad(`${where}: there are two stores with the id ${target.id}`);
    byId.set(target.id, target);
  }
  return [...byId.values()];
}

function addressOf({ id, url, insecure, allowed_origins }: StoreSetting): StoreAddress {
  return {
    ...(id !== "" && { id }),
    url,
    verifyServer: !insecure,
    allowedOrigins: allowed_origins,
  };
}

const bad = (message: string): AppError => new AppError("invalid_argument", message);
