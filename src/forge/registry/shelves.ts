import type { BuiltImage, Stored } from './images.ts';

interface Shelf {
  manifests: Map<string, Stored>;
  blobs: Map<string, Stored>;
  /** Digests by tag. */
  tags: Map<string, string>;
}

/** What is forgotten: a tag, a manifest or a blob by its digest, or the whole repository. */
export interface Forgotten {
  repository: string;
  tag?: string;
  digest?: string;
}

/** What each repository holds. Nothing is shared: a digest is known only where it was pushed. */
export class Shelves {
  readonly #shelves = new Map<string, Shelf>();

  put(repository: string, { top, manifests, blobs }: BuiltImage, tag?: string): void {
    const shelf = this.#shelves.get(repository) ?? { manifests: new Map(), blobs: new Map(), tags: new Map() };
    this.#shelves.set(repository, shelf);
    for (const manifest of manifests) shelf.manifests.set(manifest.digest, manifest);
    for (const blob of blobs) shelf.blobs.set(blob.digest, blob);
    if (tag !== undefined) shelf.tags.set(tag, top.digest);
  }

  has(repository: string): boolean {
    return this.#shelves.has(repository);
  }

  /** By tag or by digest. */
  manifest(repository: string, reference: string): Stored | undefined {
    const shelf = this.#shelves.get(repository);
    return shelf?.manifests.get(shelf.tags.get(reference) ?? reference);
  }

  blob(repository: string, digest: string): Stored | undefined {
    return this.#shelves.get(repository)?.blobs.get(digest);
  }

  forget({ repository, tag, digest }: Forgotten): void {
    if (tag === undefined && digest === undefined) this.#shelves.delete(repository);
    const shelf = this.#shelves.get(repository);
    if (tag !== undefined) shelf?.tags.delete(tag);
    if (digest !== undefined) for (const kept of [shelf?.manifests, shelf?.blobs]) kept?.delete(digest);
  }
}
