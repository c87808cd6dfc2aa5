import { parseChallenge } from './challenge.ts';
import type { Credential } from './credentials.ts';
import { isTrustworthy, originOf, type ImageName } from './image-name.ts';
import type { Reach } from './reach.ts';
import { Recent } from './recent.ts';
import { Unanswered } from './wire/unanswered.ts';
import type { Reply, Wire } from './wire/wire.ts';

const KEPT = 500;
const LARGEST_TOKEN = 64 * 1024;
const SECOND = 1000;
/** Seconds a token lives whose service does not say; the protocol's own default. */
const USUAL_LIFE = 60;
/** A share of a token's life is left unused, so that none expires on its way. */
const USED_LIFE = 0.9;

export interface AuthorizationsOptions {
  reach: Reach;
  wire: Wire;
  now: () => number;
}

interface Authorization {
  header: string;
  until: number;
}

/** The `Authorization` headers for repositories: fetched as a registry's 401 says, kept until they expire, never logged. */
export class Authorizations {
  readonly #options: AuthorizationsOptions;
  readonly #kept = new Recent<Authorization>(KEPT);
  /** Calls under way share one renewal for each repository. */
  readonly #renewing = new Map<string, Promise<string | undefined>>();

  constructor(options: AuthorizationsOptions) {
    this.#options = options;
  }

  /** The header that served last, while it lives; a registry that shows images to everybody needs none. */
  current(image: ImageName): string | undefined {
    const kept = this.#kept.get(keyOf(image));
    return kept && this.#options.now() < kept.until ? kept.header : undefined;
  }

  /** A new header after a 401; undefined when nothing that Sluice has would satisfy the registry. */
  renew(image: ImageName, challengeHeader: string): Promise<string | undefined> {
    const key = keyOf(image);
    const renewing =
      this.#renewing.get(key) ?? this.#renew(image, challengeHeader).finally(() => this.#renewing.delete(key));
    this.#renewing.set(key, renewing);
    return renewing;
  }

  async #renew(image: ImageName, challengeHeader: string): Promise<string | undefined> {
    const challenge = parseChallenge(challengeHeader);
    const { reach, wire } = this.#options;
    const credential = reach.loginFor(image);
    if (!challenge) return undefined;
    if (challenge.scheme === 'basic') {
      return credential && this.#keep(image, { header: basicOf(credential), until: Infinity });
    }
    const realm = realmOf(image, challenge.realm);
    if (credential && !reach.mayGetLogin(image, realm)) throw new Unanswered(notSent(image, realm));
    if (challenge.service !== undefined) realm.searchParams.set('service', challenge.service);
    realm.searchParams.set('scope', challenge.scope ?? `repository:${image.repository}:pull`);
    const headers: Record<string, string> = credential ? { authorization: basicOf(credential) } : {};
    const asked = this.#options.now();
    const mayBePrivate = reach.mayBePrivate(image, realm);
    const reply = await wire.send(realm, { method: 'GET', headers, most: LARGEST_TOKEN, mayBePrivate });
    if (reply.status !== 200) throw new Unanswered(refusalOf(image, realm, { status: reply.status, credential }));
    const { token, life } = tokenIn(reply, realm);
    return this.#keep(image, { header: `Bearer ${token}`, until: asked + life * USED_LIFE * SECOND });
  }

  #keep(image: ImageName, authorization: Authorization): string {
    this.#kept.set(keyOf(image), authorization);
    return authorization.header;
  }
}

/** What a person does about a registry that shows an image to nobody, or not with the login it was given. */
export const loginAdvice = (credential: Credential | undefined): string =>
  credential ? 'check the login for it in REGISTRY_AUTH_FILE' : 'give Sluice credentials for it in REGISTRY_AUTH_FILE';

const keyOf = ({ host, repository }: ImageName): string => `${host}/${repository}`;

const basicOf = ({ username, password }: Credential): string =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;

const notSent = (image: ImageName, { host }: URL): string =>
  `${new URL(originOf(image)).host} names ${host} as its token service, to which its login is not sent: list ${host} in REGISTRY_AUTH_FILE as well`;

/** The protocol lets a registry name another host, as Docker Hub does. */
function realmOf(image: ImageName, text: string): URL {
  const realm = URL.canParse(text) ? new URL(text) : undefined;
  if (realm && isTrustworthy(realm, image)) return realm;
  throw new Unanswered(
    `${new URL(originOf(image)).host} names no token service that Sluice may trust: it has to be https`,
  );
}

function refusalOf(
  image: ImageName,
  realm: URL,
  { status, credential }: { status: number; credential: Credential | undefined },
): string {
  const { host } = new URL(originOf(image));
  if (status === 401 || status === 403) {
    return `${host} refuses to show ${image.repository} (${status} of its token service ${realm.host}): ${loginAdvice(credential)}`;
  }
  return `the token service ${realm.host} of ${host} answered ${status}`;
}

function tokenIn({ bytes }: Reply, realm: URL): { token: string; life: number } {
  const { token, access_token: other, expires_in: life } = objectIn(bytes);
  const text = token ?? other;
  // A header takes no other characters, and fetch's complaint would quote the token.
  if (typeof text !== 'string' || !/^[\u0021-\u007e]+$/.test(text)) {
    throw new Unanswered(`the token service ${realm.host} answered without a token`);
  }
  return { token: text, life: typeof life === 'number' && life > 0 ? life : USUAL_LIFE };
}

function objectIn(bytes: Uint8Array): { token?: unknown; access_token?: unknown; expires_in?: unknown } {
  try {
    return (JSON.parse(new TextDecoder().decode(bytes)) ?? {}) as object;
  } catch {
    return {};
  }
}
