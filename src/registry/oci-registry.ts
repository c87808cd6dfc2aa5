/** The port's registry over the OCI distribution protocol. */
import { createHash } from 'node:crypto';
import { known, unknown, type Answer } from '../core/answer.ts';
import { quoted } from '../core/errors/catalogue.ts';
import { isDigest, type CommitSha, type Digest } from '../core/names.ts';
import type { Registry } from '../ports/registry.ts';
import type { Credentials } from './credentials.ts';
import { Exchange } from './exchange.ts';
import { guardedFetch, type Resolve } from './wire/guarded-fetch.ts';
import { isTag, originOf, parseImage, type ImageName } from './image-name.ts';
import { ACCEPTED, parseManifest, revisionInConfig, type Manifest } from './manifest.ts';
import { Reach } from './reach.ts';
import { Recent } from './recent.ts';
import { Unanswered } from './wire/unanswered.ts';
import { Wire, type Fetch } from './wire/wire.ts';

const LARGEST_MANIFEST = 4 * 1024 * 1024;
const LARGEST_CONFIG = 8 * 1024 * 1024;
const PATIENCE_MS = 10_000;
/** Digests whose answers are kept. What a tag names is never kept: it may move. */
const KEPT = 500;

export interface OciRegistryOptions {
  credentials: Credentials;
  fetch?: Fetch;
  /** How names become addresses, where no `fetch` is given. */
  resolve?: Resolve;
  /** For each request. */
  timeoutMs?: number;
  /** The wall clock, in milliseconds: credentials live on it. */
  now?: () => number;
  /** Asks a registry on this machine even where the credentials do not list it: image names come from pipeline files. */
  mayAskThisMachine?: boolean;
}

/** Builds the client for all registries; whom it logs in to is in the credentials. */
export function ociRegistry(options: OciRegistryOptions): Registry {
  const { credentials, resolve, mayAskThisMachine = false, now = () => Date.now() } = options;
  const { fetch = guardedFetch(resolve), timeoutMs = PATIENCE_MS } = options;
  const wire = new Wire({ fetch, timeoutMs, now });
  const exchange = new Exchange({ reach: new Reach(credentials, mayAskThisMachine), wire, now });
  const images = new Images(exchange);
  const present = new Recent<{ known: true }>(KEPT);
  const revisions = new Recent<{ known: CommitSha | undefined }>(KEPT);
  return {
    digestOf: (image, tag) =>
      answerAbout(image, async (name) => {
        if (!isTag(tag)) throw new Unanswered(`${quoted(tag)} is no tag that an image can have`);
        return images.digestAt(name, tag);
      }),
    has: (image, digest) =>
      answerAbout(image, async (name) => {
        const key = `${name.host}/${name.repository}@${digest}`;
        if (present.get(key)) return true;
        if ((await images.digestAt(name, digest)) === undefined) return false;
        present.set(key, { known: true });
        return true;
      }),
    revisionOf: (image, digest) =>
      answerAbout(image, async (name) => {
        const key = `${name.host}/${name.repository}@${digest}`;
        const kept = revisions.get(key);
        if (kept) return kept.known;
        const read = await images.revisionOf(name, digest);
        if (read) revisions.set(key, read);
        return read?.known;
      }),
  };
}

async function answerAbout<T>(image: string, read: (name: ImageName) => Promise<T>): Promise<Answer<T>> {
  const name = parseImage(image);
  if (!name) return unknown(`${quoted(image)} is no repository of images: write it as registry.acme.dev/payments`);
  try {
    return known(await read(name));
  } catch (error) {
    if (error instanceof Unanswered) return unknown(error.message);
    throw error;
  }
}

/** Reads manifests and configs, each held against its digest. */
class Images {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** The digest of what a tag or a digest names; undefined when it names nothing. */
  async digestAt(name: ImageName, reference: string): Promise<Digest | undefined> {
    const asking = { method: 'HEAD', path: `manifests/${reference}`, accept: ACCEPTED, most: 0 } as const;
    const reply = await this.#exchange.ask(name, asking);
    if (!reply) return undefined;
    const said = reply.headers.get('docker-content-digest');
    // Older registries leave it out: then only the bytes tell.
    if (said === null || !isDigest(said)) return (await this.#manifest(name, reference))?.digest;
    if (isDigest(reference)) requireSame(name, reference, said);
    return said;
  }

  /** Undefined when there is no such image; its revision may be undefined as well. */
  async revisionOf(name: ImageName, digest: Digest): Promise<{ known: CommitSha | undefined } | undefined> {
    const top = await this.#manifest(name, digest);
    if (!top) return undefined;
    if (top.manifest.kind === 'image') return { known: await this.#revisionOfImage(name, top.manifest) };
    const { revision, child } = top.manifest;
    if (revision !== undefined || child === undefined) return { known: revision };
    const below = await this.#manifest(name, child);
    if (!below) throw incomplete(name, child);
    // An index below an index is allowed and never seen; its own annotations are all that is read of it.
    if (below.manifest.kind === 'index') return { known: below.manifest.revision };
    return { known: await this.#revisionOfImage(name, below.manifest) };
  }

  async #revisionOfImage(
    name: ImageName,
    { config, revision }: Manifest & { kind: 'image' },
  ): Promise<CommitSha | undefined> {
    const asking = { method: 'GET', path: `blobs/${config}`, most: LARGEST_CONFIG, follow: true } as const;
    const reply = await this.#exchange.ask(name, asking);
    if (!reply) throw incomplete(name, config);
    requireSame(name, config, digestOfBytes(reply.bytes));
    return revisionInConfig(reply.bytes) ?? revision;
  }

  async #manifest(name: ImageName, reference: string): Promise<{ digest: Digest; manifest: Manifest } | undefined> {
    const asking = { method: 'GET', path: `manifests/${reference}`, accept: ACCEPTED, most: LARGEST_MANIFEST } as const;
    const reply = await this.#exchange.ask(name, asking);
    if (!reply) return undefined;
    const digest = digestOfBytes(reply.bytes);
    const said = reply.headers.get('docker-content-digest');
    if (isDigest(reference)) requireSame(name, reference, digest);
    if (said !== null && isDigest(said)) requireSame(name, said, digest);
    const manifest = parseManifest(reply.bytes);
    if (!manifest) throw new Unanswered(`${hostOf(name)} has something for ${name.repository} that is no image`);
    return { digest, manifest };
  }
}

function requireSame(name: ImageName, asked: Digest, found: Digest): void {
  if (asked === found) return;
  throw new Unanswered(`${hostOf(name)} shows other bytes of ${name.repository} than the digest ${asked} names`);
}

const incomplete = (name: ImageName, digest: Digest): Unanswered =>
  new Unanswered(`${hostOf(name)} lacks ${digest}, a part of an image that it has in ${name.repository}`);

const hostOf = (name: ImageName): string => new URL(originOf(name)).host;

const digestOfBytes = (bytes: Uint8Array): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;
