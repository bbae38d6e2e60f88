import type { FakeSite } from "./fake-site.js";

const hostOf = ({ id }: FakeSite): string => `${id}.example.net`;

/** Ids in the forms that are in use (datastore-polling, 1.2). Nodes count from 1, interfaces from 0. */
export const fakeNames = {
  node: (site: FakeSite, node: number): string => `${hostOf(site)}_node_pc${node}`,
  interface: (site: FakeSite, node: number, at: number): string =>
    `${hostOf(site)}_interface_pc${node}:eth${at}`,
  link: (site: FakeSite, link: number): string => `${hostOf(site)}_link_${link}`,
  vlan: (interfaceId: string, tag: number): string => `${interfaceId}:${tag}`,
  sliver: (site: FakeSite, sliver: number): string => `${hostOf(site)}_sliver_${sliver}`,
  urn: (site: FakeSite, type: string, name: string): string =>
    `urn:publicid:IDN+${hostOf(site)}+${type}+${name}`,
} as const;
