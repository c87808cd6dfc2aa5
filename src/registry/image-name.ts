/** A repository of images, as the registry that holds it knows it. */
export interface ImageName {
  /** As credentials name it: in lower case, with its port, `docker.io` for Docker Hub. */
  host: string;
  /** The path within the registry, with `library/` where Docker Hub leaves it out. */
  repository: string;
}

const DOCKER_HUB = 'docker.io';
const HUB_SPELLINGS = new Set([DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io']);
const LONGEST = 255;
// The grammar of github.com/distribution/reference.
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/;
const PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** Reads a repository as people write it; undefined for what is none, also when a tag or a digest hangs on it. */
export function parseImage(text: string): ImageName | undefined {
  if (text.length > LONGEST) return undefined;
  const parts = text.split('/');
  const named = parts.length > 1 && isHostLike(parts[0] ?? '') ? normalHost(parts.shift() ?? '') : DOCKER_HUB;
  if (named === undefined || !parts.every((part) => PART.test(part))) return undefined;
  const isOfficial = named === DOCKER_HUB && parts.length === 1;
  return { host: named, repository: (isOfficial ? ['library', ...parts] : parts).join('/') };
}

/** A registry's host in its one spelling, its port as it was written; undefined when it is no host. */
export function normalHost(text: string): string | undefined {
  const host = text.toLowerCase();
  if (HUB_SPELLINGS.has(host)) return DOCKER_HUB;
  if (!HOST.test(host) || !URL.canParse(`https://${host}`)) return undefined;
  // URLs know many spellings of an address: 127.1, 0x7f000001 and 2130706433 are all 127.0.0.1.
  return new URL(`https://${host}`).hostname + (/:\d+$/.exec(host)?.[0] ?? '');
}

/** Where the registry's API is, without a slash at the end. Only on this machine it is spoken to unencrypted. */
export function originOf({ host }: ImageName): string {
  if (host === DOCKER_HUB) return 'https://registry-1.docker.io';
  return new URL(`${isThisMachine(host) ? 'http' : 'https'}://${host}`).origin;
}

/** Whether an address may be followed from a registry: encrypted, or from this machine to itself; never with a login in it. */
export function isTrustworthy(url: URL, from: ImageName): boolean {
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(from.host) && isThisMachine(url.host));
}

export const isTag = (text: string): boolean => TAG.test(text);

/** Whether a host, in its one spelling, is the machine that asks. */
export const isThisMachine = (host: string): boolean =>
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);

/** `acme/payments` is a path on Docker Hub, `acme.dev/payments` one on acme.dev: docker decides by the same marks. */
const isHostLike = (part: string): boolean => /[.:]/.test(part) || part.toLowerCase() === 'localhost';
