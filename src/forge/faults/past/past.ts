import { fullNameOf } from '../../domain/json/repository.ts';
import type { ForgeState, Repo } from '../../domain/state.ts';
import { reachable } from '../../git/history.ts';
import type { Objects, Oid } from '../../git/storage.ts';
import { mostWritesBack, type CallDo, type CallRule } from '../rule.ts';
import { copyOfRepo } from './copy.ts';

/** A repository as it was before a write. */
interface Snapshot {
  /** When the write came, in milliseconds of the virtual clock: until then the repository was as the copy says. */
  until: number;
  repo: Repo;
}

/** How a read is behind. */
type Lag = Extract<CallDo, { stale: unknown } | { notYet: unknown }>;

/** What repositories were before their latest writes, kept while there is a rule that asks for it. */
export class Past {
  readonly #rows = new Map<number, Snapshot[]>();
  readonly #rules: () => CallRule[];

  constructor(rules: () => CallRule[]) {
    this.#rules = rules;
  }

  /** Looks at what a write is about to change; the answer keeps that once the write is done. */
  beforeWrite(state: ForgeState, repos: readonly Repo[]): () => void {
    const rules = this.#rules();
    if (rules.length === 0) return () => this.#rows.clear();
    const watched = repos.filter((repo) => isWatched(repo, rules));
    const until = state.clock.now();
    const snapshots = watched.map((one) => ({ until, repo: copyOfRepo(one, state) }));
    return () => {
      // A row with a gap would show a later rule more writes ago than it asks for.
      for (const { id } of repos) if (!watched.some((one) => one.id === id)) this.#rows.delete(id);
      for (const snapshot of snapshots) {
        const row = this.#rows.get(snapshot.repo.id) ?? [];
        this.#rows.set(snapshot.repo.id, [...row, snapshot].slice(-mostWritesBack));
      }
    };
  }

  /** The state with older repositories in it (one, or all that have a past); undefined when that is the present. */
  behind(state: ForgeState, lag: Lag, repo: Repo | undefined): ForgeState | undefined {
    const older = new Map<string, Repo>();
    for (const [name, one] of state.repos) {
      if (repo !== undefined && repo.id !== one.id) continue;
      const snapshot = snapshotFor(lag, this.#rows.get(one.id) ?? [], state.clock.now());
      if (snapshot !== undefined) older.set(name, seenNow(snapshot.repo, one));
    }
    return older.size === 0 ? undefined : { ...state, repos: new Map([...state.repos, ...older]) };
  }
}

function isWatched(repo: Repo, rules: readonly CallRule[]): boolean {
  const name = fullNameOf(repo).toLowerCase();
  return rules.some((rule) => rule.repo === undefined || rule.repo.toLowerCase() === name);
}

function snapshotFor(lag: Lag, row: Snapshot[], now: number): Snapshot | undefined {
  if ('notYet' in lag) {
    const newest = row.at(-1);
    return newest !== undefined && now - newest.until < lag.notYet ? newest : undefined;
  }
  if ('writes' in lag.stale) {
    const { writes, within } = lag.stale;
    const late = within === undefined ? row : row.filter(({ until }) => now - until < within);
    return late.at(-writes) ?? late[0];
  }
  const then = now - lag.stale.ms;
  return row.find(({ until }) => until > then);
}

/**
 * A repository of then under the name of now, which addresses lead by. Commits that came to be part of a branch since are not there
 * yet, also for who knows their ids.
 */
function seenNow(then: Repo, now: Repo): Repo {
  const { objects } = now.git;
  const known = commitsAt(then);
  const since = commitsAt(now).filter((tip) => !known.includes(tip));
  const hidden = new Set(since.flatMap((tip) => reachable(objects, tip, known).map(({ oid }) => oid)));
  const seen: Objects = {
    read: (oid) => (hidden.has(oid) ? undefined : objects.read(oid)),
    has: (oid) => !hidden.has(oid) && objects.has(oid),
    write: (type, body) => objects.write(type, body),
  };
  then.git = { ...then.git, objects: seen };
  then.name = now.name;
  then.owner = now.owner;
  return then;
}

function commitsAt({ git: { refs, objects } }: Repo): Oid[] {
  return [...refs.list().values()].filter((oid) => objects.read(oid)?.type === 'commit');
}
