import { commitForAccount } from '../domain/commits.ts';
import { parseNodeId } from '../domain/json/ids.ts';
import { applyPush } from '../domain/push.ts';
import { branchOid, hasRole, zeroOid } from '../domain/repos.ts';
import type { Account, ForgeState, Pull, Repo } from '../domain/state.ts';
import { readCommit } from '../git/commit.ts';
import type { Oid, Refs } from '../git/storage.ts';
import { editTree } from '../git/tree.ts';
import type { Exchange } from '../http/exchange.ts';
import { subjectOf, type GraphqlBody } from '../graphql/document/subject.ts';
import type { Reply } from '../http/handler.ts';

/** A branch that somebody else's commit is about to land on. */
interface Landing {
  state: ForgeState;
  repo: Repo;
  branch: string;
}

/** Who moves, and when: before the call has looked at the branch, or between its look and its compare-and-swap. */
interface Move {
  moved: string;
  when: 'before' | 'between';
}

/** Does the work while somebody else's commit lands on a branch under its hands; undefined when it never touched that branch. */
export async function whileMoving(
  { moved, when }: Move,
  exchange: Exchange,
  { state, work }: { state: ForgeState; work: () => Promise<Reply> },
): Promise<{ reply: Reply; landed: boolean }> {
  const { repo } = exchange;
  const branch = repo && branchOf(moved, exchange, repo);
  if (repo === undefined || branch === undefined) return { reply: await work(), landed: false };
  const landing = { state, repo, branch };
  if (moved === 'head' && when === 'before') {
    // What works on a pull request knows its head without a look at the branch.
    land(landing);
    return { reply: await work(), landed: true };
  }
  const armed = new ArmedRefs(repo.git.refs, landing, when === 'between' ? 1 : 0);
  repo.git = { ...repo.git, refs: armed };
  try {
    const reply = await work();
    return { reply, landed: armed.hasLanded };
  } finally {
    // Another call may have armed them over again meanwhile.
    repo.git = { ...repo.git, refs: without(armed, repo.git.refs) };
  }
}

/** The refs of a repository on which, at the first look that is not free or at the first change, the branch moves. */
class ArmedRefs implements Refs {
  refs: Refs;
  readonly #landing: Landing;
  #freeLooks: number;
  hasLanded = false;

  constructor(refs: Refs, landing: Landing, freeLooks: number) {
    this.refs = refs;
    this.#landing = landing;
    this.#freeLooks = freeLooks;
  }

  read(name: string): Oid | undefined {
    if (name === this.#name && (this.#freeLooks -= 1) < 0) this.#land();
    return this.refs.read(name);
  }

  list(prefix?: string): Map<string, Oid> {
    return this.refs.list(prefix);
  }

  compareAndSwap(name: string, before: Oid | undefined, after: Oid | undefined): boolean {
    if (name === this.#name) this.#land();
    return this.refs.compareAndSwap(name, before, after);
  }

  get #name(): string {
    return `refs/heads/${this.#landing.branch}`;
  }

  #land(): void {
    if (this.hasLanded) return;
    this.hasLanded = true;
    land(this.#landing);
  }
}

/** The refs with one arming taken off, wherever among the others it lies. */
function without(armed: ArmedRefs, refs: Refs): Refs {
  if (refs === armed) return armed.refs;
  if (refs instanceof ArmedRefs) refs.refs = without(armed, refs.refs);
  return refs;
}

function branchOf(moved: string, exchange: Exchange, repo: Repo): string | undefined {
  if (moved !== 'base' && moved !== 'head') return moved;
  return pullIn(exchange, repo)?.[moved];
}

/** The pull request that a call names, by its number or by its node id. */
function pullIn({ kind, operationId, params, text }: Exchange, repo: Repo): Pull | undefined {
  if (operationId === 'graphql:invalid') return undefined;
  const numbers = kind === 'graphql' ? numbersIn(text) : [Number(params['pull_number'])];
  return numbers.map((number) => repo.issues.get(number)).find((issue): issue is Pull => issue?.kind === 'pull');
}

function numbersIn(text: string): number[] {
  const { texts } = subjectOf(JSON.parse(text) as GraphqlBody);
  return texts.map(parseNodeId).flatMap((id) => (id?.kind === 'PR' ? [Number(id.parts[1])] : []));
}

/** A commit with a file of its own, so that nothing conflicts; a branch that is not there is made. */
function land({ state, repo, branch }: Landing): void {
  const { objects, refs } = repo.git;
  const ref = `refs/heads/${branch}`;
  const before = branchOid(repo, branch);
  const parent = before ?? branchOid(repo, repo.defaultBranch);
  const account = somebodyWith(repo, state);
  const path = `landed/${state.nextId()}.txt`;
  const tree = editTree(objects, parent && readCommit(objects, parent).tree, [
    { path, content: Buffer.from('moved\n') },
  ]);
  const parents = parent === undefined ? [] : [parent];
  const after = commitForAccount(state, repo, { account, tree, parents, message: `Add ${path}` });
  if (!refs.compareAndSwap(ref, before, after)) throw new Error(`${ref} cannot be moved`);
  applyPush(state, repo, [{ ref, before: before ?? zeroOid, after }], { kind: 'person', account });
}

/** Somebody who may push and is not the App; the owner where nobody is named. */
function somebodyWith(repo: Repo, state: ForgeState): Account {
  const people = [...state.accounts.values()].filter(({ type, login }) => type === 'User' && login !== 'web-flow');
  return people.find((account) => hasRole(repo, account, 'write')) ?? repo.owner;
}
