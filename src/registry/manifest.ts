/** Manifests as registries hold them, in the forms of OCI and of Docker. */
import { isCommitSha, isDigest, type CommitSha, type Digest } from '../core/names.ts';

/** Without all of them a registry answers 404 for an index, or with the digest of one of its children. */
export const ACCEPTED = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** An image, or one image for several platforms. */
export type Manifest =
  | { kind: 'image'; config: Digest; revision?: CommitSha }
  /** `child` is its first image that can run; none when there are only attestations. */
  | { kind: 'index'; child?: Digest; revision?: CommitSha };

const REVISION = 'org.opencontainers.image.revision';

/** Reads the bytes of a manifest; undefined when they are none. */
export function parseManifest(bytes: Uint8Array): Manifest | undefined {
  const body = objectIn(bytes);
  if (body['schemaVersion'] !== 2) return undefined;
  const revision = revisionAmong(body['annotations']);
  if (Array.isArray(body['manifests'])) {
    const child = body['manifests'].map(asObject).find((one) => !isAttestation(one))?.['digest'];
    return { kind: 'index', ...(isDigestText(child) && { child }), ...(revision && { revision }) };
  }
  const config = asObject(body['config'])['digest'];
  return isDigestText(config) ? { kind: 'image', config, ...(revision && { revision }) } : undefined;
}

/** The commit that an image's config names in its labels. */
export function revisionInConfig(bytes: Uint8Array): CommitSha | undefined {
  return revisionAmong(asObject(objectIn(bytes)['config'])['Labels']);
}

function revisionAmong(values: unknown): CommitSha | undefined {
  const revision = asObject(values)[REVISION];
  return typeof revision === 'string' && isCommitSha(revision) ? revision : undefined;
}

/** BuildKit puts attestations beside the images, for a platform that nothing runs on. */
function isAttestation(descriptor: Record<string, unknown>): boolean {
  const { os, architecture } = asObject(descriptor['platform']);
  return os === 'unknown' && architecture === 'unknown';
}

function objectIn(bytes: Uint8Array): Record<string, unknown> {
  try {
    return asObject(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const isDigestText = (value: unknown): value is Digest => typeof value === 'string' && isDigest(value);
