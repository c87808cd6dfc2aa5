import { repoName, commitSha } from '../../core/names.ts';
import { loadPipeline } from '../../core/pipeline/load-pipeline.ts';
import { LaneBranch } from '../../core/text/branches.ts';
import { fullNameOf } from '../../forge/domain/json/repository.ts';
import { contextsOf } from '../../forge/domain/policy.ts';
import { branchOid } from '../../forge/domain/repos.ts';
import type { ForgeState, Pull, Repo } from '../../forge/domain/state.ts';
import { fileAt } from '../../forge/git/tree.ts';
import type { SentRequest } from '../world/request.ts';

const MERGE = /\/repos\/([^/]+\/[^/]+)\/pulls\/(\d+)\/merge$/;
/** Mutations that end in a merge of what the pull request holds then. */
const MERGING = /\b(?:mergePullRequest|enqueuePullRequest|enablePullRequestAutoMerge)\b/;
const PIPELINE_FILE = '.github/sluice.yml';

/** Why a merge that is asked for is one of another commit than the one that was looked at; undefined for whatever is none. */
export function mergeIsWrong(state: ForgeState, { url, body, graphql }: SentRequest): string | undefined {
  if (graphql !== undefined) {
    if (typeof body['query'] !== 'string' || !MERGING.test(body['query'])) return undefined;
    return JSON.stringify(body['variables'] ?? {}).includes('"expectedHeadOid":"')
      ? undefined
      : `${graphql} merges without the head that it was decided on`;
  }
  const [, name = '', number] = MERGE.exec(url.pathname) ?? [];
  const repo = state.repos.get(name.toLowerCase());
  const pull = repo?.issues.get(Number(number));
  if (repo === undefined || pull?.kind !== 'pull') return undefined;
  const at = `${fullNameOf(repo)}#${pull.number}`;
  if (typeof body['sha'] !== 'string') return `${at} is merged without the head that it was decided on`;
  if (body['sha'] !== pull.headOid || pull.state !== 'open') return undefined;
  const why = notGreen(repo, pull.headOid, requiredOf(state, pull));
  return why === undefined ? undefined : `${at} is merged at ${pull.headOid} ${why}`;
}

/** GitHub would merge it, so whatever was reported must be good at this moment, and whatever is required must have been reported. */
function notGreen(repo: Repo, head: string, required: readonly string[]): string | undefined {
  const reported = contextsOf(repo, head).filter(({ name }) => !name.startsWith('sluice/'));
  const bad = reported.filter(({ verdict }) => verdict !== 'success').map(({ name }) => name);
  const missing = required.filter((name) => !reported.some((one) => one.name === name));
  if (bad.length > 0) return `while ${bad.join(', ')} is not green`;
  if (missing.length > 0) return `without ${missing.join(', ')}, which its stage requires`;
  return reported.length > 0 ? undefined : 'which no check has seen';
}

/** What the pipeline files on the default branches require of a lane's pull request. */
function requiredOf(state: ForgeState, { head }: Pull): readonly string[] {
  const lane = LaneBranch.parse(head);
  if (lane === undefined) return [];
  return [...state.repos.values()].flatMap((repo) => checksIn(repo).get(lane.stage) ?? []);
}

const known = new Map<string, ReadonlyMap<string, readonly string[]>>();

/** The checks of each stage of a repository's pipeline; files hardly ever change. */
function checksIn(repo: Repo): ReadonlyMap<string, readonly string[]> {
  const tip = branchOid(repo, repo.defaultBranch);
  const text = tip === undefined ? undefined : fileAt(repo.git.objects, tip, PIPELINE_FILE)?.bytes.toString('utf8');
  if (tip === undefined || text === undefined) return new Map();
  const kept = known.get(text);
  if (kept !== undefined) return kept;
  const loaded = loadPipeline(text, { repo: repoName(fullNameOf(repo)), commit: commitSha(tip) });
  const stages = 'pipeline' in loaded ? loaded.pipeline.stages : [];
  const checks = new Map(stages.map(({ name, checks: needs }) => [name as string, needs === 'none' ? [] : needs]));
  if (known.size > 500) known.clear();
  known.set(text, checks);
  return checks;
}
