import { repoName, commitSha } from '../../core/names.ts';
import { loadPipeline } from '../../core/pipeline/load-pipeline.ts';
import { LaneBranch } from '../../core/text/branches.ts';
import { parseNodeId } from '../../forge/domain/json/ids.ts';
import { fullNameOf } from '../../forge/domain/json/repository.ts';
import { contextsOf } from '../../forge/domain/policy.ts';
import { branchOid } from '../../forge/domain/repos.ts';
import type { ForgeState, Pull, Repo } from '../../forge/domain/state.ts';
import { fileAt } from '../../forge/git/tree.ts';
import { mutationFields, type SentRequest } from '../world/request.ts';
import { WHOLE_OID } from './compare-and-swap.ts';

const MERGE = /\/repos\/([^/]+\/[^/]+)\/pulls\/(\d+)\/merge$/;
/** Mutations that end in a merge of what the pull request holds then. */
const MERGING = new Set(['mergePullRequest', 'enqueuePullRequest', 'enablePullRequestAutoMerge']);
const PIPELINE_FILE = '.github/sluice.yml';

/** Why a merge that is asked for is one of another commit than the one that was looked at; undefined for whatever is none. */
export function mergeIsWrong(state: ForgeState, sent: SentRequest): string | undefined {
  const { url, body, graphql } = sent;
  if (graphql !== undefined) return mutationIsWrong(state, sent);
  const [, name = '', number] = MERGE.exec(url.pathname) ?? [];
  const repo = state.repos.get(name.toLowerCase());
  const pull = repo?.issues.get(Number(number));
  if (repo === undefined || pull?.kind !== 'pull') return undefined;
  if (typeof body['sha'] !== 'string') return `${nameOf(repo, pull)} is merged without the head that it was decided on`;
  return headIsWrong(state, { repo, pull, head: body['sha'] });
}

/** A queue and an automatic merge wait for checks themselves; a merge at once does not. */
function mutationIsWrong(state: ForgeState, sent: SentRequest): string | undefined {
  for (const { field, input } of mutationFields(sent)) {
    if (!MERGING.has(field)) continue;
    const { expectedHeadOid: head, pullRequestId } = input;
    if (typeof head !== 'string' || !WHOLE_OID.test(head))
      return `${sent.graphql} merges without the head that it was decided on`;
    const found = field === 'mergePullRequest' ? pullOf(state, pullRequestId) : undefined;
    const why = found && headIsWrong(state, { ...found, head });
    if (why !== undefined) return why;
  }
  return undefined;
}

interface Merging {
  repo: Repo;
  pull: Pull;
  /** The head that it was decided on. */
  head: string;
}

/** Another head is refused, so what is judged is the one that the pull request holds. */
function headIsWrong(state: ForgeState, { repo, pull, head }: Merging): string | undefined {
  if (head !== pull.headOid || pull.state !== 'open') return undefined;
  const why = notGreen(repo, head, requiredOf(state, pull));
  return why === undefined ? undefined : `${nameOf(repo, pull)} is merged at ${head} ${why}`;
}

const nameOf = (repo: Repo, { number }: Pull): string => `${fullNameOf(repo)}#${number}`;

function pullOf({ repos }: ForgeState, nodeId: unknown): { repo: Repo; pull: Pull } | undefined {
  const [id, number] = parseNodeId(String(nodeId))?.parts ?? [];
  const repo = [...repos.values()].find((one) => String(one.id) === id);
  const pull = repo?.issues.get(Number(number));
  return repo !== undefined && pull?.kind === 'pull' ? { repo, pull } : undefined;
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
