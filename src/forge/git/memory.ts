import { oidOf } from './store/object-id.ts';
import { assertRefName, parentNames } from './store/ref-name.ts';
import type { GitObject, Objects, ObjectType, Oid, Refs, Storage } from './storage.ts';

class MemoryObjects implements Objects {
  readonly #objects = new Map<Oid, GitObject>();

  read(oid: Oid): GitObject | undefined {
    return this.#objects.get(oid);
  }

  write(type: ObjectType, body: Buffer): Oid {
    const oid = oidOf(type, body);
    if (!this.#objects.has(oid)) this.#objects.set(oid, { type, body });
    return oid;
  }

  has(oid: Oid): boolean {
    return this.#objects.has(oid);
  }
}

class MemoryRefs implements Refs {
  readonly #refs = new Map<string, Oid>();

  read(name: string): Oid | undefined {
    return this.#refs.get(name);
  }

  list(prefix = 'refs/'): Map<string, Oid> {
    const names = [...this.#refs.keys()].filter((name) => name.startsWith(prefix)).sort();
    return new Map(names.map((name) => [name, this.#refs.get(name)!]));
  }

  compareAndSwap(name: string, before: Oid | undefined, after: Oid | undefined): boolean {
    assertRefName(name);
    if (this.#refs.get(name) !== before) return false;
    if (after === undefined) {
      this.#refs.delete(name);
      return true;
    }
    if (before === undefined && this.#clashes(name)) return false;
    this.#refs.set(name, after);
    return true;
  }

  /** `a` and `a/b` cannot both exist, because git keeps refs as files in folders. */
  #clashes(name: string): boolean {
    if (parentNames(name).some((parent) => this.#refs.has(parent))) return true;
    return [...this.#refs.keys()].some((other) => other.startsWith(`${name}/`));
  }
}

/** A repository that lives and dies with the process; no git client can reach it. */
export function memoryStorage(): Storage {
  return { objects: new MemoryObjects(), refs: new MemoryRefs() };
}
