/** Images as bytes: the same content gives the same digest, as a reproducible build does. */
import { createHash } from 'node:crypto';

export interface Stored {
  digest: string;
  mediaType: string;
  bytes: Buffer;
}

export interface ImageContent {
  labels: Record<string, string>;
  /** Of the manifest that the tag names. */
  annotations: Record<string, string>;
  /** As `os/architecture`; more than one makes an index. */
  platforms: string[];
  /** Puts what BuildKit adds to an index first in it: a manifest that nothing runs. */
  attested: boolean;
}

export interface BuiltImage {
  /** The manifest that a tag names, and those below it. */
  top: Stored;
  manifests: Stored[];
  blobs: Stored[];
}

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';

/** A tar archive without a file in it. */
const emptyLayer = stored(LAYER, Buffer.alloc(1024));

/** Builds the manifests and blobs of an image. */
export function buildImage({ labels, annotations, platforms, attested }: ImageContent): BuiltImage {
  const runs = platforms.map((platform) => ({ platform, config: configFor(platform, labels) }));
  const isIndex = attested || platforms.length > 1;
  const images = runs.map(({ platform, config }) => ({
    platform,
    config,
    ...manifestOf(config, isIndex ? {} : annotations),
  }));
  const attestation = { platform: 'unknown/unknown', config: configFor('unknown/unknown', {}) };
  const all = attested ? [{ ...attestation, ...manifestOf(attestation.config, {}) }, ...images] : images;
  const blobs = [emptyLayer, ...all.map(({ config }) => config)];
  const children = all.map(({ manifest }) => manifest);
  if (!isIndex) return { top: children[0]!, manifests: children, blobs };
  const top = json(INDEX, {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: all.map(({ platform, manifest }) => ({ ...descriptorOf(manifest), platform: platformOf(platform) })),
    ...withAnnotations(annotations),
  });
  return { top, manifests: [top, ...children], blobs };
}

/** Any bytes under the digest that names them. */
export function stored(mediaType: string, bytes: Buffer): Stored {
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, mediaType, bytes };
}

const configFor = (platform: string, labels: Record<string, string>): Stored =>
  json(CONFIG, {
    ...platformOf(platform),
    config: { Labels: sorted(labels) },
    rootfs: { type: 'layers', diff_ids: [emptyLayer.digest] },
  });

const manifestOf = (config: Stored, annotations: Record<string, string>): { manifest: Stored } => ({
  manifest: json(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptorOf(config),
    layers: [descriptorOf(emptyLayer)],
    ...withAnnotations(annotations),
  }),
});

function platformOf(platform: string): { os: string; architecture: string } {
  const [os = '', architecture = ''] = platform.split('/');
  return { os, architecture };
}

const descriptorOf = ({ mediaType, digest, bytes }: Stored): object => ({ mediaType, digest, size: bytes.length });

const json = (mediaType: string, value: object): Stored => stored(mediaType, Buffer.from(JSON.stringify(value)));

const withAnnotations = (annotations: Record<string, string>): object =>
  Object.keys(annotations).length > 0 ? { annotations: sorted(annotations) } : {};

/** The order in which labels were given says nothing, so it does not change the digest. */
const sorted = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
