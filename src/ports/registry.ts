import type { Answer } from '../core/answer.ts';
import type { CommitSha, Digest } from '../core/names.ts';

/** What registries know of images. `image` is a repository as people write it: registry.acme.dev/payments, ghcr.io/acme/payments, acme/payments (Docker Hub). Never throws for what a registry may answer. */
export interface Registry {
  /** The digest that a tag names now; undefined when there is no such tag. */
  digestOf(image: string, tag: string): Promise<Answer<Digest | undefined>>;
  /** Whether the image's repository has a manifest of this digest. */
  has(image: string, digest: Digest): Promise<Answer<boolean>>;
  /** The commit that the image's revision label names (org.opencontainers.image.revision in the config's labels, or in the index's/manifest's annotations); undefined when there is none or it is no full commit id. */
  revisionOf(image: string, digest: Digest): Promise<Answer<CommitSha | undefined>>;
}
