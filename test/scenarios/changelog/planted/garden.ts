import { accountOf } from '../../../../src/forge/domain/accounts.ts';
import { personOf } from '../../../../src/forge/domain/commits.ts';
import { openIssue } from '../../../../src/forge/domain/issues/issues.ts';
import { fullNameOf } from '../../../../src/forge/domain/json/repository.ts';
import { mergePull } from '../../../../src/forge/domain/pulls/merge.ts';
import { openPull } from '../../../../src/forge/domain/pulls/pulls.ts';
import { branchOid } from '../../../../src/forge/domain/repos.ts';
import type { Account, ForgeState, MergeMethod, Pull, Repo } from '../../../../src/forge/domain/state.ts';
import { readCommit, writeCommit } from '../../../../src/forge/git/commit.ts';
import { isAncestor, reachable } from '../../../../src/forge/git/history.ts';
import { editTree, entryAt, type TreeChange } from '../../../../src/forge/git/tree.ts';
import type { Branch, Feature, Landing, Undoing } from './feature.ts';
import { isElsewhere, plant, type Planted, type Seedling } from './planting.ts';

interface Part {
  message: string;
  changes: TreeChange[];
}

interface Wish {
  branch: Branch;
  parts: Part[];
  title: string;
  body: string;
  method: MergeMethod;
}

/** Numbers from here on are no thread's. */
const NOBODYS = 900_000;

/** A repository of the forge in which people work, and which keeps its own books of what they did. */
export class Garden {
  readonly repo: Repo;
  readonly features: Feature[] = [];
  /** The tips of each branch, as they came. */
  readonly tips: Record<Branch, string[]> = { main: [], release: [] };
  readonly undoings: Undoing[] = [];
  readonly #state: ForgeState;
  readonly #tracker: Repo;
  readonly #ada: Account;
  /** Pull requests that something planted names. */
  readonly #named = new Set<number>();
  #branches = 0;
  #nobodys = 0;

  constructor(state: ForgeState, repo: Repo, tracker: Repo) {
    const ada = accountOf(state, 'ada');
    if (ada === undefined) throw new Error('ada is missing');
    this.#state = state;
    this.#ada = ada;
    this.#tracker = tracker;
    this.repo = repo;
    this.tips.main.push(this.tip('main'));
  }

  get name(): string {
    return fullNameOf(this.repo);
  }

  tip(branch: Branch): string {
    const tip = branchOid(this.repo, branch);
    if (tip === undefined) throw new Error(`there is no ${branch}`);
    return tip;
  }

  has(commit: string, feature: Feature): boolean {
    return entryAt(this.repo.git.objects, commit, feature.files[0] ?? '') !== undefined;
  }

  isBefore(ancestor: string, descendant: string): boolean {
    return isAncestor(this.repo.git.objects, ancestor, descendant);
  }

  messageOf(commit: string): string {
    return readCommit(this.repo.git.objects, commit).message;
  }

  /** What is said by a commit on a branch, and by those that it merges. */
  messagesBy(commit: string): string[] {
    const [first = '', second] = readCommit(this.repo.git.objects, commit).parents;
    const merged = second === undefined ? [] : reachable(this.repo.git.objects, second, [first]);
    return [this.messageOf(commit), ...merged.map(({ message }) => message)];
  }

  /** What happened between two commits and before, newest first, for whoever reads that something is wrong. */
  story(from: string, to: string): string {
    const { objects } = this.repo.git;
    const told = (commit: { oid: string; parents: string[]; message: string }, mark: string): string => {
      const parents = commit.parents.map((parent) => parent.slice(0, 7)).join(' ');
      return `${mark} ${commit.oid.slice(0, 7)} (${parents}) ${JSON.stringify(commit.message)}`;
    };
    const pulls = [...this.repo.issues.values()].filter((thread) => thread.kind === 'pull');
    return [
      ...reachable(objects, to, [from]).map((commit) => told(commit, '+')),
      ...reachable(objects, from).map((commit) => told(commit, ' ')),
      ...pulls.map(({ number, title, body, base }) => `#${number} into ${base}: ${JSON.stringify([title, body])}`),
    ].join('\n');
  }

  /** The release branch begins where main is. */
  branchesOff(): void {
    if (this.tips.release.length > 0) return;
    this.#move('release', undefined, this.tip('main'));
  }

  /** A pull request with so many commits, merged. */
  lands(wish: { branch: Branch; seedlings: Seedling[]; commits: number; method: MergeMethod }): void {
    const { feature, parts } = this.#grows(wish.seedlings, wish.commits);
    const { title, body } = feature;
    this.#proposes(feature, { branch: wish.branch, parts, title, body, method: wish.method });
  }

  /** Pushed without a pull request; all that is said stands in its message. */
  pushes(branch: Branch, seedlings: Seedling[]): void {
    const { feature, parts } = this.#grows(
      seedlings.map((one) => ({ ...one, place: 'commit' })),
      1,
    );
    this.#settles(feature, branch, this.#commits(branch, parts));
  }

  /** `git cherry-pick -x` of what main has, onto the release branch. */
  picks(landing: Landing): void {
    this.#settles(landing.feature, 'release', this.#commits('release', this.#picked(landing)));
  }

  /** The same as a pull request to the release branch, worded as backport bots word it. */
  backports(landing: Landing, method: MergeMethod): void {
    const { feature, number } = landing;
    const [title, body] = [`[Backport release] ${feature.title}`, `Backport of #${number ?? 0}\n\n${feature.body}`];
    this.#proposes(feature, { branch: 'release', parts: this.#picked(landing), title, body, method });
  }

  /** Takes back what a landing (or an undoing) did: by GitHub's button, or with `git revert` and a push. */
  undoes(done: Landing | Undoing, how: { byButton: boolean; method: MergeMethod; isGitNew: boolean }): void {
    const { feature, branch, number } = done;
    const isReapplied = 'isReapplied' in done && !done.isReapplied;
    const parts = this.#reverts(done, isReapplied, how.isGitNew);
    const undone = { feature, branch, isReapplied };
    if (!how.byButton || number === undefined) {
      const commits = this.#commits(branch, parts);
      this.#keeps({ ...undone, commits });
      return;
    }
    const title = `Revert "${done.title ?? feature.title}"`;
    const body = `Reverts ${this.name}#${number}`;
    const pull = this.#merges({ branch, parts, title, body, method: how.method });
    this.#keeps({ ...undone, ...pull, title, body });
  }

  /** The release branch is merged into main by a pull request. */
  mergesBack(): void {
    if (this.tips.release.length === 0 || this.isBefore(this.tip('release'), this.tip('main'))) return;
    const { number } = this.#opens('release', { branch: 'main', title: 'Merge release into main', body: '' });
    this.#landsPull(number, 'main', 'merge');
  }

  #keeps(undoing: Undoing): void {
    this.undoings.push(undoing);
    if (undoing.isReapplied) undoing.feature.landings.push(undoing);
  }

  #grows(seedlings: Seedling[], commits: number): { feature: Feature; parts: Part[] } {
    const id = this.features.length;
    const planted = seedlings.map((seedling) => plant(seedling, this.#threadFor(seedling)));
    const said = (place: Planted['place']): string[] =>
      planted.filter((one) => one.place === place).map(({ text }) => text);
    const title = [`Grow ${id}`, ...said('title').map((text) => `(${text})`)].join(' ');
    const body = ['Because it is time.', ...said('body')].join('\n\n');
    const files = Array.from({ length: commits }, (_, part) => `features/${id}/${part}.txt`);
    const parts = files.map((path, part) => ({
      message: [`Part ${part} of feature ${id}`, ...(part === commits - 1 ? said('commit') : [])].join('\n\n'),
      changes: [{ path, content: Buffer.from(`${id}\n`) }],
    }));
    const feature = { files, planted, title, body, landings: [] };
    this.features.push(feature);
    return { feature, parts };
  }

  #threadFor(seedling: Seedling): { repo: string; number: number } {
    const repo = isElsewhere(seedling) ? this.#tracker : this.repo;
    return { repo: fullNameOf(repo), number: this.#numberFor(seedling, repo) };
  }

  #numberFor({ target }: Seedling, repo: Repo): number {
    if (target === 'issue') {
      return openIssue(this.#state, repo, { title: 'Something is to be done', author: this.#ada }).number;
    }
    const pull = [...repo.issues.values()].findLast(({ kind }) => kind === 'pull');
    // Each is named once: of two who name it in different words nobody could say which counts.
    if (target === 'pull' && pull !== undefined && !this.#named.has(pull.number)) {
      this.#named.add(pull.number);
      return pull.number;
    }
    this.#nobodys += 1;
    return NOBODYS + this.#nobodys;
  }

  #picked({ commits, feature }: Landing): Part[] {
    const { objects } = this.repo.git;
    // Of a merge, its own commits are picked.
    const own = commits.flatMap((commit) => {
      const [first = '', second] = readCommit(objects, commit).parents;
      if (second === undefined) return [commit];
      return reachable(objects, second, [first])
        .map(({ oid }) => oid)
        .toReversed();
    });
    return own.map((commit, index) => ({
      message: `${this.messageOf(commit).trimEnd()}\n\n(cherry picked from commit ${commit})`,
      changes: (own.length === 1 ? feature.files : feature.files.slice(index, index + 1)).map(present),
    }));
  }

  #reverts({ commits, feature }: Landing, isReapplied: boolean, isGitNew: boolean): Part[] {
    const change = isReapplied ? present : absent;
    return commits.toReversed().map((commit, index) => {
      const { parents, message } = readCommit(this.repo.git.objects, commit);
      const [subject = ''] = message.split('\n', 1);
      const reversing = parents.length > 1 ? `, reversing\nchanges made to ${parents[0] ?? ''}` : '';
      const again = isGitNew && isReapplied ? /^Revert "(.*)"$/.exec(subject)?.[1] : undefined;
      return {
        message: `${again === undefined ? `Revert "${subject}"` : `Reapply "${again}"`}\n\nThis reverts commit ${commit}${reversing}.`,
        // As many commits as came go; the last of them takes what is left.
        changes: (index === commits.length - 1
          ? feature.files.slice(index)
          : feature.files.slice(index, index + 1)
        ).map(change),
      };
    });
  }

  #proposes(feature: Feature, wish: Wish): void {
    const { title, body, branch } = wish;
    const landed = this.#merges(wish);
    feature.landings.push({ feature, branch, title, body, ...landed });
  }

  #merges(wish: Wish): { commits: string[]; number: number } {
    this.#branches += 1;
    const head = `topic-${this.#branches}`;
    this.#move(head, undefined, this.#stack(this.tip(wish.branch), wish.parts).at(-1));
    const { number } = this.#opens(head, wish);
    return { number, commits: this.#landsPull(number, wish.branch, wish.method) };
  }

  #opens(head: string, { branch, title, body }: Pick<Wish, 'branch' | 'title' | 'body'>): Pull {
    return openPull(this.#state, this.repo, { title, body, head, base: branch, author: this.#ada });
  }

  /** Answers the commits that the merge made on the branch. */
  #landsPull(number: number, branch: Branch, method: MergeMethod): string[] {
    const pull = this.repo.issues.get(number);
    if (pull?.kind !== 'pull') throw new Error(`#${number} is no pull request`);
    const before = this.tip(branch);
    const last = mergePull(this.#state, this.repo, pull, { method, actor: this.#ada });
    this.tips[branch].push(last);
    if (method !== 'rebase') return [last];
    return reachable(this.repo.git.objects, last, [before])
      .map(({ oid }) => oid)
      .toReversed();
  }

  #settles(feature: Feature, branch: Branch, commits: string[]): void {
    feature.landings.push({ feature, branch, commits });
  }

  #commits(branch: Branch, parts: Part[]): string[] {
    const before = this.tip(branch);
    const commits = this.#stack(before, parts);
    this.#move(branch, before, commits.at(-1));
    return commits;
  }

  #stack(onto: string, parts: Part[]): string[] {
    const { objects } = this.repo.git;
    let tip = onto;
    return parts.map(({ message, changes }) => {
      const author = personOf(this.#ada, this.#state.clock.now());
      const tree = editTree(objects, readCommit(objects, tip).tree, changes);
      tip = writeCommit(objects, { tree, parents: [tip], author, committer: author, message });
      return tip;
    });
  }

  #move(branch: string, before: string | undefined, after: string | undefined): void {
    this.repo.git.refs.compareAndSwap(`refs/heads/${branch}`, before, after);
    if (after !== undefined && (branch === 'main' || branch === 'release')) this.tips[branch].push(after);
  }
}

const present = (path: string): TreeChange => ({ path, content: Buffer.from(`${path.split('/')[1] ?? ''}\n`) });
const absent = (path: string): TreeChange => ({ path, content: null });
