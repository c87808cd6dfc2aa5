import { fullNameOf } from '../../forge/domain/json/repository.ts';
import type { ForgeState, Repo } from '../../forge/domain/state.ts';
import { isAncestor, reachable } from '../../forge/git/history.ts';
import type { Oid } from '../../forge/git/storage.ts';

const HEADS = 'refs/heads/';
/** Said in a thread of the repository, it takes a person's commits away. */
const REBUILD = /^\/sluice rebuild\b/m;

/** Branches as they were before a write, to find commits of people that it took away. */
export class PersonsWork {
  readonly #state: ForgeState;
  readonly #before: { repo: Repo; refs: Map<string, Oid> }[];

  constructor(state: ForgeState) {
    this.#state = state;
    this.#before = [...state.repos.values()].map((repo) => ({ repo, refs: repo.git.refs.list(HEADS) }));
  }

  lost(): string[] {
    return this.#before.flatMap(({ repo, refs }) =>
      [...refs].flatMap(([name, before]) => {
        const after = repo.git.refs.read(name);
        return after === before ? [] : this.#lostFrom(repo, { name, before, after });
      }),
    );
  }

  #lostFrom(repo: Repo, { name, before, after }: { name: string; before: Oid; after: Oid | undefined }): string[] {
    const { objects, refs } = repo.git;
    if (after !== undefined && isAncestor(objects, before, after)) return [];
    if (isMergedOrDiscarded(repo, name.slice(HEADS.length), before)) return [];
    const kept = [after, refs.read(`${HEADS}${repo.defaultBranch}`)].filter((oid) => oid !== undefined);
    const theirs = reachable(objects, before, kept).filter(({ author }) => author.name !== this.#state.app.bot.login);
    return theirs.map(({ oid, author }) => `${fullNameOf(repo)} ${name} lost ${oid} by ${author.name}`);
  }
}

/** A squash merge holds what its branch held, under another name; and people may ask for their work to be thrown away. */
function isMergedOrDiscarded(repo: Repo, head: string, tip: Oid): boolean {
  for (const thread of repo.issues.values()) {
    if (thread.kind !== 'pull' || thread.head !== head) continue;
    if (thread.merged !== undefined && thread.headOid === tip) return true;
    if (thread.comments.some(({ author, body }) => author.type === 'User' && REBUILD.test(body))) return true;
  }
  return false;
}
