/** The login file of Docker and Podman: `{"auths": {"registry.acme.dev": {"auth": base64 of user:password}}}`. */
import { quoted } from '../core/errors/catalogue.ts';
import { normalHost, type ImageName } from './image-name.ts';

export interface Credential {
  username: string;
  password: string;
}

/** By a registry's host, or by `host/path` for the repositories below that path, as Podman allows. */
export type Credentials = ReadonlyMap<string, Credential>;

/** Why a login file is of no use, and what to do: free of secrets. `because` follows "which". */
export interface CredentialsProblem {
  because: string;
  next: string;
}

const LOGIN = 'write the user and the password into the file, as "podman login --authfile" does';
const SHAPE = 'give the config.json of Docker or the auth.json of Podman, with "auths" in it';

/** Reads a login file. Helpers are programs of a desktop, so an entry that needs one is a problem, not an absent login. */
export function parseCredentials(text: string): { credentials: Credentials } | { problem: CredentialsProblem } {
  const file = parsed(text);
  if (!isObject(file)) return problem('holds no JSON object', SHAPE);
  const { auths = {}, credsStore, credHelpers } = file;
  if (!isObject(auths)) return problem('has "auths" that are no object', SHAPE);
  if (credsStore !== undefined && credsStore !== '') {
    return problem(`leaves its passwords to the credential helper ${shown(credsStore)}, which Sluice has not`, LOGIN);
  }
  const helped = isObject(credHelpers) ? Object.keys(credHelpers)[0] : undefined;
  if (helped !== undefined) {
    return problem(`leaves ${shown(helped)} to a credential helper, which Sluice has not`, LOGIN);
  }
  const credentials = new Map<string, Credential>();
  for (const [name, entry] of Object.entries(auths)) {
    const key = normalKey(name);
    if (key === undefined) return problem('has an entry that names no registry', SHAPE);
    const credential = credentialIn(entry);
    if ('because' in credential) return problem(`${credential.because} for ${shown(key)}`, LOGIN);
    credentials.set(key, credential);
  }
  return { credentials };
}

/** The login for an image's repository: the one for the longest path above it, else the one for its host. */
export function credentialFor(credentials: Credentials, { host, repository }: ImageName): Credential | undefined {
  const parts = [host, ...repository.split('/')];
  for (let length = parts.length; length > 0; length -= 1) {
    const found = credentials.get(parts.slice(0, length).join('/'));
    if (found) return found;
  }
  return undefined;
}

/** Docker writes `https://index.docker.io/v1/` for Docker Hub and may write `https://` for any other. */
function normalKey(name: string): string | undefined {
  const [first = '', ...path] = name
    .replace(/^https?:\/\//, '')
    .replace(/\/(?:v[12]\/?)?$/, '')
    .split('/');
  const host = normalHost(first);
  return host && [host, ...path].join('/');
}

function credentialIn(entry: unknown): Credential | { because: string } {
  if (!isObject(entry)) return { because: 'has no login' };
  const { auth, username, password, identitytoken } = entry;
  if (isText(identitytoken)) return { because: 'has an identity token, which Sluice does not use,' };
  if (isText(username) && isText(password)) return { username, password };
  if (!isText(auth)) return { because: 'has no password' };
  const [user = '', ...rest] = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '').split(':');
  const secret = rest.join(':');
  return user === '' || secret === ''
    ? { because: 'has no user:password in base64' }
    : { username: user, password: secret };
}

/** The cause is left out on purpose: the parser's message quotes the file. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

const problem = (because: string, next: string): { problem: CredentialsProblem } => ({ problem: { because, next } });
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const shown = (value: unknown): string => quoted(typeof value === 'string' ? value : '');
