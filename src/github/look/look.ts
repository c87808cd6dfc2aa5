import { known, unknown, type Answer } from '../../core/answer.ts';
import { branchName, commitSha, type LaneId, type RepoName } from '../../core/names.ts';
import { readConsent } from '../../core/pipeline/joining-file.ts';
import type { Source } from '../../core/promotion/facts.ts';
import type { LookRequest, Seen } from '../../ports/github/looks.ts';
import type { GithubClients } from '../client/clients.ts';
import { herePart, pinnedPaths, policyPart, sourcePart, type Part } from './lane-document.ts';
import type { RawHere, RawPolicy, RawSource } from './raw.ts';
import { readParts, type PartAnswers } from './read-parts.ts';
import type { Self } from './self.ts';
import { audienceOf, snapshotOf } from './snapshot/snapshot.ts';

/** Lanes in one query: more make it slow, and GitHub ends a query after ten seconds. */
const LANES_A_READ = 25;

export interface LookTools {
  clients: GithubClients;
  self: Self;
}

/** Sees everything about the lanes that a plan may need without asking: one query an installation and 25 lanes. */
export async function look(tools: LookTools, requests: LookRequest[]): Promise<Map<LaneId, Seen>> {
  const seen = new Map<LaneId, Seen>();
  for (let start = 0; start < requests.length; start += LANES_A_READ) {
    const some = requests.slice(start, start + LANES_A_READ);
    const aliases = new Aliases();
    const answers = await readParts(
      tools.clients,
      'Look',
      some.flatMap((request) => partsOf(request, aliases)),
    );
    for (const request of some) seen.set(request.lane.id, seenOf({ request, aliases, answers, tools }));
  }
  return seen;
}

/** GraphQL names for what is looked at: equal things share one, different things never meet. */
class Aliases {
  readonly #numbers = new Map<string, number>();

  of(kind: 'here' | 'source' | 'policy', what: string): string {
    const key = `${kind} ${what}`;
    const number = this.#numbers.get(key) ?? this.#numbers.size;
    this.#numbers.set(key, number);
    return `${kind}${number}`;
  }
}

function partsOf(request: LookRequest, aliases: Aliases): Part[] {
  const { lane } = request;
  return [
    herePart(request, aliases.of('here', lane.id)),
    ...lane.components.map(({ code }) => sourcePart(code, aliases.of('source', code))),
    policyPart(lane.pipeline, aliases.of('policy', lane.pipeline)),
  ];
}

interface Looked {
  request: LookRequest;
  aliases: Aliases;
  answers: PartAnswers;
  tools: LookTools;
}

function seenOf({ request, aliases, answers, tools }: Looked): Seen {
  const { lane } = request;
  const part = <T>(alias: string): Answer<T> => (answers.get(alias) ?? unknown('it was not asked for')) as Answer<T>;
  const here = part<RawHere>(aliases.of('here', lane.id));
  const policy = part<RawPolicy>(aliases.of('policy', lane.pipeline));
  return {
    here:
      'unknown' in here
        ? here
        : snapshotOf(here.known, { repo: lane.repo, paths: pinnedPaths(request), self: tools.self }),
    sources: new Map(
      lane.components.map(({ name, code }) => [name, sourceOf(code, part<RawSource>(aliases.of('source', code)))]),
    ),
    policyBlob: 'unknown' in policy ? policy : policyBlobOf(policy.known),
  };
}

function policyBlobOf({ defaultBranchRef }: RawPolicy): Answer<string | undefined> {
  const target = defaultBranchRef?.target;
  return target === null || target === undefined
    ? unknown('its default branch does not exist')
    : known(target.file?.oid);
}

function sourceOf(repo: RepoName, raw: Answer<RawSource>): Answer<Source> {
  if ('unknown' in raw) return raw;
  const branch = raw.known.defaultBranchRef;
  if (branch?.target === null || branch?.target === undefined) return unknown(`${repo} has no commit yet`);
  return known({
    repo,
    audience: audienceOf(raw.known.visibility),
    consent: readConsent(branch.target.file?.object?.text ?? undefined),
    branch: branchName(branch.name),
    tip: commitSha(branch.target.oid),
  });
}
