import { known, unknown, type Answer } from '../../core/answer.ts';
import { branchName, commitSha, type LaneId, type RepoName } from '../../core/names.ts';
import { readConsent } from '../../core/pipeline/joining-file.ts';
import type { Source } from '../../core/promotion/facts.ts';
import type { LookRequest, Seen } from '../../ports/github/looks.ts';
import type { GithubClients } from '../client/clients.ts';
import { herePart, pinnedPaths, policyPart, sourcePart, type Part } from './lane-document.ts';
import type { RawHere, RawPolicy, RawSource } from './raw.ts';
import { readParts, type PartAnswers } from './read-parts.ts';
import { snapshotOf } from './snapshot.ts';

/** Lanes in one query: more make it slow, and GitHub ends a query after ten seconds. */
const LANES_A_READ = 25;

export interface LookTools {
  clients: GithubClients;
  /** `slug[bot]`. */
  bot: string;
}

/** Sees everything about the lanes that a plan may need without asking: one query an installation and 25 lanes. */
export async function look(tools: LookTools, requests: LookRequest[]): Promise<Map<LaneId, Seen>> {
  const seen = new Map<LaneId, Seen>();
  for (let start = 0; start < requests.length; start += LANES_A_READ) {
    const some = requests.slice(start, start + LANES_A_READ);
    const answers = await readParts(tools.clients, 'Look', some.flatMap(partsOf));
    for (const request of some) seen.set(request.lane.id, seenOf(request, answers, tools.bot));
  }
  return seen;
}

const aliasOf = (kind: string, of: string): string => `${kind}_${of.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
const hereAlias = ({ lane }: LookRequest): string => aliasOf('here', lane.id);
const sourceAlias = (repo: string): string => aliasOf('source', repo);
const policyAlias = (repo: string): string => aliasOf('policy', repo);

function partsOf(request: LookRequest): Part[] {
  const { lane } = request;
  return [
    herePart(request, hereAlias(request)),
    ...lane.components.map((component) => sourcePart(component.code, sourceAlias(component.code))),
    policyPart(lane.pipeline, policyAlias(lane.pipeline)),
  ];
}

function seenOf(request: LookRequest, answers: PartAnswers, bot: string): Seen {
  const { lane } = request;
  const part = <T>(alias: string): Answer<T> => (answers.get(alias) ?? unknown('it was not asked for')) as Answer<T>;
  const here = part<RawHere>(hereAlias(request));
  const policy = part<RawPolicy>(policyAlias(lane.pipeline));
  return {
    here: 'unknown' in here ? here : snapshotOf(here.known, { repo: lane.repo, paths: pinnedPaths(request), bot }),
    sources: new Map(
      lane.components.map((component) => [component.name, sourceOf(component.code, part<RawSource>(sourceAlias(component.code)))]),
    ),
    policyBlob: 'unknown' in policy ? policy : known(policy.known.defaultBranchRef?.target?.file?.oid),
  };
}

function sourceOf(repo: RepoName, raw: Answer<RawSource>): Answer<Source> {
  if ('unknown' in raw) return raw;
  const branch = raw.known.defaultBranchRef;
  if (branch?.target === null || branch?.target === undefined) return unknown(`${repo} has no commit yet`);
  return known({
    repo,
    private: raw.known.isPrivate,
    consent: readConsent(branch.target.file?.object?.text ?? undefined),
    branch: branchName(branch.name),
    tip: commitSha(branch.target.oid),
  });
}
