import { LaneBranch } from '../../core/text/branches.ts';
import { fullNameOf } from '../../forge/domain/json/repository.ts';
import type { ForgeState, Issue, Pull, Repo } from '../../forge/domain/state.ts';
import { diffTrees, readBlob, type FileChange } from '../../forge/git/diff.ts';
import { isAncestor } from '../../forge/git/history.ts';
import type { Oid } from '../../forge/git/storage.ts';
import { treeOf } from '../../forge/git/tree.ts';
import type { FakeRegistry } from '../../forge/registry/registry.ts';

const REFERENCE = /sha256:[0-9a-f]{64}|\b[0-9a-f]{40}\b/g;
/** The label of an image that names the commit it was built from: digests are as old as those. */
const REVISION = 'org.opencontainers.image.revision';
/** Takes references back on purpose. */
const ROLLBACK = /^\/sluice rollback\b(.*)$/m;

/** Default branches as they were before a write, to find pins that it moved backwards: of commits, and of images by what they were built from. */
export class ForwardPins {
  readonly #state: ForgeState;
  readonly #images: FakeRegistry['images'];
  readonly #before: { repo: Repo; tip: Oid | undefined }[];

  constructor(state: ForgeState, { images }: Pick<FakeRegistry, 'images'>) {
    this.#state = state;
    this.#images = images;
    this.#before = [...state.repos.values()].map((repo) => ({ repo, tip: tipOf(repo) }));
  }

  backwards(): string[] {
    const moved = this.#before.filter(({ repo, tip }) => tip !== undefined && tip !== tipOf(repo));
    return moved.flatMap(({ repo, tip }) => this.#backwardsIn(repo, tip ?? ''));
  }

  #backwardsIn(repo: Repo, before: Oid): string[] {
    const { objects } = repo.git;
    const after = tipOf(repo) ?? before;
    return diffTrees(objects, treeOf(objects, before), treeOf(objects, after)).flatMap((change) =>
      movesIn(repo, change)
        .filter(({ was, is }) => this.#isOlder(is, was) && !this.#isRollback(change, is))
        .map(({ was, is }) => `${fullNameOf(repo)} ${change.path} went backwards from ${was} to ${is}`),
    );
  }

  #isOlder(one: string, other: string): boolean {
    const [older, newer] = [this.#commitOf(one), this.#commitOf(other)];
    if (older === undefined || newer === undefined || older === newer) return false;
    return [...this.#state.repos.values()].some(
      ({ git: { objects } }) => objects.has(older) && objects.has(newer) && isAncestor(objects, older, newer),
    );
  }

  #commitOf(reference: string): Oid | undefined {
    if (!reference.startsWith('sha256:')) return reference;
    return this.#images.find(({ digest }) => digest === reference)?.labels[REVISION];
  }

  /** A person has asked for this component of this environment to go back, and where they named the reference, to this one. */
  #isRollback({ path }: FileChange, is: string): boolean {
    const places = new Set(path.split(/[/.]/));
    const names = [is, is.replace('sha256:', ''), this.#commitOf(is) ?? is];
    return rollbacksIn(this.#state).some(
      ({ stage, component, release }) =>
        places.has(stage) &&
        places.has(component) &&
        (release.startsWith('#') || names.some((name) => name.startsWith(release))),
    );
  }
}

const tipOf = ({ git, defaultBranch }: Repo): Oid | undefined => git.refs.read(`refs/heads/${defaultBranch}`);

/** The references that a file held and holds now, in their places; a file whose references are more or fewer than before has none. */
function movesIn({ git: { objects } }: Repo, { before, after }: FileChange): { was: string; is: string }[] {
  const [old, young] = [before, after].map(
    (oid) => readBlob(objects, oid).toString('utf8').match(REFERENCE) ?? ([] as string[]),
  );
  if (old?.length !== young?.length) return [];
  return (old ?? []).map((was, index) => ({ was, is: young?.[index] ?? was })).filter(({ was, is }) => was !== is);
}

interface Rollback {
  stage: string;
  component: string;
  /** `#n`, a commit or a digest, or how it begins. */
  release: string;
}

/** `/sluice rollback [environment] component [to] release`; below a release its environment may be left out. */
function rollbacksIn({ repos }: ForgeState): Rollback[] {
  return [...repos.values()].flatMap(({ issues }) =>
    [...issues.values()].flatMap((thread) =>
      thread.comments
        .filter(({ author }) => author.type === 'User')
        .flatMap(({ body }) => readRollback(thread, ROLLBACK.exec(body)?.[1]) ?? []),
    ),
  );
}

function readRollback(thread: Issue | Pull, said: string | undefined): Rollback | undefined {
  const words = said?.split(/\s+/).filter((word) => word !== '' && word !== 'to') ?? [];
  const own = thread.kind === 'pull' ? LaneBranch.parse(thread.head)?.stage : undefined;
  const [stage, component, release] = words.length === 2 && own !== undefined ? [own, ...words] : words;
  return stage === undefined || component === undefined || release === undefined
    ? undefined
    : { stage, component, release };
}
