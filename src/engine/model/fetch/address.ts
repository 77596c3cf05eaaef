import { BlockList, isIP } from 'node:net';
import { UserError } from '../../errors';

// One list for each family: Node's list would find an IPv4 address in IPv6 networks, as a mapped one.
const local4 = new BlockList();
const local6 = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  local4.addSubnet(network, bits, 'ipv4');
// All IPv6 but global unicast (2000::/3), and of that what leads elsewhere: 6to4, Teredo, documentation.
for (const [network, bits] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2002::', 16],
  ['2001::', 32],
  ['2001:db8::', 32],
] as const)
  local6.addSubnet(network, bits, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an IP address is one that anybody on the internet reaches, by the IANA special-purpose registries. */
export function isPublic(ip: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return isPublic(mapped[1]);
  const family = isIP(ip);
  if (family === 4) return !local4.check(ip, 'ipv4');
  return family === 6 && !local6.check(ip, 'ipv6');
}

export function isLoopback(ip: string): boolean {
  const family = isIP(ip);
  return family !== 0 && loopback.check(ip, family === 6 ? 'ipv6' : 'ipv4');
}

/** What is fetched from beside public machines over https. */
export interface Permits {
  readonly allowHttp?: boolean;
  /** Machines of the local network, and this one. */
  readonly allowPrivate?: boolean;
}

/**
 * An address as it may be fetched: https, without a password in it, and no private machine by number. With
 * `allowLoopback` this machine may be named too, over plain http. Throws `UserError`.
 */
export function checkAddress(text: string, allowLoopback: boolean, permits: Permits = {}): URL {
  if (!URL.canParse(text)) throw new UserError(`${text} is not an address. It begins with https://`);
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isOwn = (allowLoopback && isLoopback(host)) || permits.allowPrivate === true;
  const mayBePlain = permits.allowHttp ?? (allowLoopback && isLoopback(host));
  if (url.protocol !== 'https:' && !(mayBePlain && url.protocol === 'http:'))
    throw new UserError(
      `${url.protocol}//${url.host} is not fetched from: only https${permits.allowHttp ? ' and http are' : ' is'}.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new UserError(`The address names a user or a password. Leave them out.`);
  if (isIP(host) !== 0 && !isOwn) requirePublic(host, host);
  return url;
}

/** Throws `UserError` when a name leads to an address that is not public. */
export function requirePublic(ip: string, host: string): void {
  if (!isPublic(ip))
    throw new UserError(
      `${host} is an address of this machine or its network (${ip}): only public ones are fetched from.`,
    );
}
