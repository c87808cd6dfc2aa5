import { fullNameOf } from '../../forge/domain/json/repository.ts';
import type { ForgeState, Repo } from '../../forge/domain/state.ts';
import { diffTrees, readBlob } from '../../forge/git/diff.ts';
import { isAncestor } from '../../forge/git/history.ts';
import type { Oid } from '../../forge/git/storage.ts';
import { treeOf } from '../../forge/git/tree.ts';

const COMMIT = /\b[0-9a-f]{40}\b/;
/** Said anywhere, it takes a reference back on purpose. */
const ROLLBACK = /^\/sluice rollback\b/m;

/** Default branches as they were before a write, to find pins of commits that it moved backwards. */
export class ForwardPins {
  readonly #state: ForgeState;
  readonly #before: { repo: Repo; tip: Oid | undefined }[];

  constructor(state: ForgeState) {
    this.#state = state;
    this.#before = [...state.repos.values()].map((repo) => ({ repo, tip: tipOf(repo) }));
  }

  backwards(): string[] {
    const moved = this.#before.filter(({ repo, tip }) => tip !== undefined && tip !== tipOf(repo));
    if (moved.length === 0 || isRollbackWanted(this.#state)) return [];
    return moved.flatMap(({ repo, tip }) => this.#backwardsIn(repo, tip ?? ''));
  }

  #backwardsIn(repo: Repo, before: Oid): string[] {
    const { objects } = repo.git;
    const after = tipOf(repo) ?? before;
    return diffTrees(objects, treeOf(objects, before), treeOf(objects, after)).flatMap((change) => {
      const was = COMMIT.exec(readBlob(objects, change.before).toString('utf8'))?.[0];
      const is = COMMIT.exec(readBlob(objects, change.after).toString('utf8'))?.[0];
      if (was === undefined || is === undefined || was === is || !this.#isOlder(is, was)) return [];
      return [`${fullNameOf(repo)} ${change.path} went backwards from ${was} to ${is}`];
    });
  }

  #isOlder(one: Oid, other: Oid): boolean {
    return [...this.#state.repos.values()].some(
      ({ git: { objects } }) => objects.has(one) && objects.has(other) && isAncestor(objects, one, other),
    );
  }
}

const tipOf = ({ git, defaultBranch }: Repo): Oid | undefined => git.refs.read(`refs/heads/${defaultBranch}`);

const isRollbackWanted = ({ repos }: ForgeState): boolean =>
  [...repos.values()].some(({ issues }) =>
    [...issues.values()].some(({ comments }) =>
      comments.some(({ author, body }) => author.type === 'User' && ROLLBACK.test(body)),
    ),
  );
