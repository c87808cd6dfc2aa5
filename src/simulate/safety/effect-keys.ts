import { Marker } from '../../core/text/markers.ts';
import { fullNameOf } from '../../forge/domain/json/repository.ts';
import type { ForgeState, Repo } from '../../forge/domain/state.ts';

/** Every effect that carries a key of ours, and whether a second one has the same. Each is said once. */
export class EffectKeys {
  readonly #seen = new Map<string, number>();
  readonly #said = new Set<string>();

  twice(state: ForgeState): string[] {
    const found: string[] = [];
    for (const repo of state.repos.values()) {
      const open = new Map<string, number>();
      for (const keyed of ofComments(state, repo)) this.#note(keyed, this.#seen, found);
      for (const keyed of ofDeployments(state, repo)) this.#note(keyed, this.#seen, found);
      // A lane has one pull request after the other.
      for (const keyed of openPulls(state, repo)) this.#note(keyed, open, found);
      // A control issue that people close, or lose, is followed by another.
      for (const keyed of openIssues(state, repo)) this.#note(keyed, open, found);
    }
    return found;
  }

  #note({ key, id }: Keyed, seen: Map<string, number>, found: string[]): void {
    const first = seen.get(key) ?? id;
    seen.set(key, first);
    if (first === id || this.#said.has(key)) return;
    this.#said.add(key);
    found.push(`twice: ${key}`);
  }
}

interface Keyed {
  key: string;
  id: number;
}

/** Comments of which a thread has one, which is edited: their key says what they hold. */
const ONE_OF = new Set(['review']);

const parsed = new Map<string, Marker[]>();

/** Most comments are looked at after every write, and few have changed. */
function markersOf(body: string): Marker[] {
  const known = parsed.get(body);
  if (known !== undefined) return known;
  if (parsed.size > 5_000) parsed.clear();
  const markers = Marker.parse(body);
  parsed.set(body, markers);
  return markers;
}

function* ofComments({ app }: ForgeState, repo: Repo): Iterable<Keyed> {
  for (const thread of repo.issues.values())
    for (const { id, author, body } of thread.comments) {
      if (author.login !== app.bot.login) continue;
      for (const { kind, key } of markersOf(body))
        yield { key: `comment ${fullNameOf(repo)}#${thread.number} ${ONE_OF.has(kind) ? kind : `${kind} ${key}`}`, id };
    }
}

/** One issue of a kind and a key, as the control issue of a pipeline. */
function* openIssues({ app }: ForgeState, repo: Repo): Iterable<Keyed> {
  for (const { kind: thread, state, author, body, id } of repo.issues.values())
    if (thread === 'issue' && state === 'open' && author.login === app.bot.login)
      for (const { kind, key } of markersOf(body ?? ''))
        yield { key: `open issue ${fullNameOf(repo)} ${kind} ${key}`, id };
}

function* ofDeployments({ app }: ForgeState, repo: Repo): Iterable<Keyed> {
  for (const { id, creator, payload } of repo.deployments) {
    if (creator.login !== app.bot.login) continue;
    const key = typeof payload === 'string' ? payload : String(payload['key']);
    yield { key: `deployment ${fullNameOf(repo)} ${key}`, id };
  }
}

/** One open pull request a lane: a lane is a branch. */
function* openPulls({ app }: ForgeState, repo: Repo): Iterable<Keyed> {
  for (const thread of repo.issues.values())
    if (thread.kind === 'pull' && thread.state === 'open' && thread.author.login === app.bot.login)
      yield { key: `open pull request ${fullNameOf(repo)} ${thread.head}`, id: thread.id };
}
