import { credentialFor, type Credential, type Credentials } from './credentials.ts';
import { isThisMachine, originOf, type ImageName } from './image-name.ts';

/** Which hosts may be asked although they are private, and which may see a login: those that the operator listed. */
export class Reach {
  readonly #credentials: Credentials;
  readonly #mayAskThisMachine: boolean;
  readonly #hosts: ReadonlySet<string>;

  constructor(credentials: Credentials, mayAskThisMachine: boolean) {
    this.#credentials = credentials;
    this.#mayAskThisMachine = mayAskThisMachine;
    this.#hosts = new Set([...credentials.keys()].map((key) => hostOf(key.split('/')[0] ?? '')));
  }

  /** A listed path opens the images below it alone; anything else that a registry leads to has to be listed itself. */
  mayBePrivate(image: ImageName, url: URL): boolean {
    if (this.#mayAskThisMachine && isThisMachine(url.host)) return true;
    if (url.origin === originOf(image)) return credentialFor(this.#credentials, image) !== undefined;
    return this.#hosts.has(url.host);
  }

  /** A login goes to its registry's own token service: on the same host, in the same domain, or on a host that is listed as well. */
  mayGetLogin(image: ImageName, realm: URL): boolean {
    const own = new URL(originOf(image));
    if (realm.host === own.host || this.#hosts.has(realm.host)) return true;
    const domain = domainOf(own.hostname);
    return realm.protocol === 'https:' && domain !== undefined && domain === domainOf(realm.hostname);
  }

  loginFor(image: ImageName): Credential | undefined {
    return credentialFor(this.#credentials, image);
  }
}

const hostOf = (host: string): string => new URL(originOf({ host, repository: '' })).host;

/**
 * The domain that somebody registered, near enough: the last two labels, or three below a short one of a country, as in `co.uk`.
 * Undefined for an address and for a name within a network.
 */
function domainOf(hostname: string): string | undefined {
  const labels = hostname.split('.');
  const [country = '', second = ''] = labels.toReversed();
  if (/^\d*$/.test(country) || hostname.startsWith('[')) return undefined;
  const size = country.length === 2 && second.length <= 3 ? 3 : 2;
  return labels.length < size ? undefined : labels.slice(-size).join('.');
}
