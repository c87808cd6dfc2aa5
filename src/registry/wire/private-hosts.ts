/** Addresses that an image's name must not lead to unless the operator listed the host: names come from pipeline files. */
import { BlockList, isIP } from 'node:net';

/** The machine itself, private networks, the cloud's own services, and what is no host at all (RFC 6890). */
const FOUR = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** The like of them, and the tunnels that carry any IPv4 address. */
const SIX = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

/** Where a network without IPv4 shows the hosts that have nothing else. */
const NAT64 = '64:ff9b::';
const NAT64_BITS = 96;

const kept = new BlockList();
for (const [network, bits] of FOUR) {
  // A rule for IPv4 also holds for `::ffff:` before the same address.
  kept.addSubnet(network, bits, 'ipv4');
  kept.addSubnet(`${NAT64}${network}`, NAT64_BITS + bits, 'ipv6');
}
for (const [network, bits] of SIX) kept.addSubnet(network, bits, 'ipv6');

/** Whether an address is not one of the public internet. */
export function isPrivateAddress(address: string): boolean {
  const [plain = ''] = address.split('%');
  const family = isIP(plain);
  return family === 0 || kept.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a host, as a URL spells it, is private by its name alone; what other names stand for is seen when they are resolved. */
export function isPrivateName(hostname: string): boolean {
  const plain = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return isIP(plain) === 0 ? /(?:^|\.)localhost$/.test(plain) : isPrivateAddress(plain);
}

/** Says nothing of what is there: whoever named the host could not see it. */
export const notListed = (host: string): string =>
  `${host} is on the machine that Sluice runs on or in a private network: to have it asked, list it in REGISTRY_AUTH_FILE`;
