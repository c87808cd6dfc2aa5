import { isKnown } from '../../core/answer.ts';
import { componentsBuiltIn, type BuiltComponent } from '../../core/artifacts/built-component.ts';
import type { ArtifactReport } from '../../core/artifacts/report.ts';
import type { CommitSha, RepoName } from '../../core/names.ts';
import { hasJoined } from '../../core/pipeline/joining/consent.ts';
import { lanesOf, type Lane } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { statusLine } from '../../core/text/status-line.ts';
import type { Tools } from '../tools.ts';
import { isOpenBuild } from './open-builds.ts';

const CONTEXT = 'sluice/artifact';

export interface Refusal {
  report: ArtifactReport;
  commit?: CommitSha;
  reason: string;
}

/** A report of which no component is known that it is about; each pipeline has its own reason, `undefined` stands for no pipeline. */
export interface RefusalOfAll extends Omit<Refusal, 'reason'> {
  reasonIn: (pipeline: Pipeline | undefined) => string;
}

/**
 * Says why a report about a component is not believed where its author looks: a failed status on its commit, if its repository
 * has joined the pipeline, and always the ledger, from which the component's page and `sluice explain` read.
 */
export async function refuseReport(tools: Tools, about: BuiltComponent, refusal: Refusal): Promise<void> {
  const { report, commit, reason } = refusal;
  await enter(tools, refusal, about);
  if (commit === undefined || !(await takesPartIn(tools, report.repo, about.pipeline))) return;
  await say(tools, { repo: report.repo, commit, state: 'failure', says: `Refused: ${reason}` });
}

/** Holds a report that names no component against what its repository builds. */
export async function refuseForAll(tools: Tools, { report, commit, reasonIn }: RefusalOfAll): Promise<void> {
  const { repo } = report;
  const joined = await joinedPipeline(tools, repo);
  const concerned = await concernedBy(tools, repo);
  if (concerned.length === 0) await enter(tools, { report, reason: reasonIn(joined), ...commitOf(commit) });
  for (const about of concerned) {
    await enter(tools, { report, reason: reasonIn(about.pipeline), ...commitOf(commit) }, about);
  }
  if (commit === undefined || joined === undefined) return;
  await say(tools, { repo, commit, state: 'failure', says: `Refused: ${reasonIn(joined)}` });
}

/** What the repository builds, of every pipeline that may know it; unsure means that it may not. */
async function concernedBy({ looks, policies }: Tools, repo: RepoName): Promise<BuiltComponent[]> {
  const concerned: BuiltComponent[] = [];
  for (const pipeline of await policies.pipelines()) {
    const built = componentsBuiltIn(pipeline, repo);
    const [first] = built;
    const isOpen = first === undefined ? undefined : await isOpenBuild(looks, first);
    if (isOpen !== undefined && isKnown(isOpen) && isOpen.known) concerned.push(...built);
  }
  return concerned;
}

const commitOf = (commit: CommitSha | undefined): { commit?: CommitSha } => (commit === undefined ? {} : { commit });

async function enter(tools: Tools, { report, commit, reason }: Refusal, about?: BuiltComponent): Promise<void> {
  const { clock, log, store } = tools;
  const lane = about === undefined ? undefined : laneOf(about);
  const facts = {
    repo: report.repo,
    sender: report.sender,
    reason,
    ...(about === undefined ? {} : { pipeline: about.pipeline.repo, component: about.component.name }),
    ...(commit === undefined ? {} : { commit }),
  };
  const appended = await store.ledger.append({
    at: clock.now(),
    kind: 'artifact-refused',
    ...(lane === undefined ? {} : { lane: lane.id }),
    key: `artifact-refused:${report.id}:${about?.pipeline.repo ?? ''}:${about?.component.name ?? ''}`,
    facts,
  });
  if (appended) log.warn({ ...facts, report: report.id }, 'report of a build refused');
}

/** The lane that would have moved to the image. */
const laneOf = ({ pipeline, component }: BuiltComponent): Lane | undefined =>
  lanesOf(pipeline).find(({ components }) =>
    components.some(({ name, reads }) => name === component.name && reads.of === 'builds'),
  );

/** A later report about the same commit that the pipeline believes takes the failed status back. */
export async function withdrawRefusal(
  tools: Tools,
  { pipeline }: BuiltComponent,
  { repo, commit }: { repo: RepoName; commit: CommitSha },
): Promise<void> {
  const said = await tools.store.intentions.recall(sayingKey(repo, commit));
  if (said.last === undefined || !(await takesPartIn(tools, repo, pipeline))) return;
  await say(tools, { repo, commit, state: 'success', says: 'The image is known.' });
}

/** A repository that has nothing to do with a pipeline is never written to, and reads nothing of it. */
async function takesPartIn({ looks }: Tools, repo: RepoName, { repo: pipeline }: Pipeline): Promise<boolean> {
  const consent = await looks.consent(repo);
  return isKnown(consent) && hasJoined(repo, consent.known, pipeline);
}

async function joinedPipeline({ looks, policies }: Tools, repo: RepoName): Promise<Pipeline | undefined> {
  const consent = await looks.consent(repo);
  if (!isKnown(consent)) return undefined;
  return (await policies.pipelines()).find((pipeline) => hasJoined(repo, consent.known, pipeline.repo));
}

const sayingKey = (repo: RepoName, commit: CommitSha): string => `${CONTEXT}:${repo}@${commit}`;

interface Saying {
  repo: RepoName;
  commit: CommitSha;
  state: 'success' | 'failure';
  says: string;
}

async function say(tools: Tools, { repo, commit, state, says }: Saying): Promise<void> {
  const { clock, effects, log, store } = tools;
  await store.intentions.intend(sayingKey(repo, commit), clock.now());
  const description = statusLine(says);
  const key = `status:${CONTEXT}@${commit}:${state}:${description}`;
  const step = { do: 'status', key, commit, context: CONTEXT, state, description } as const;
  const outcome = await effects.run(repo, step, clock.now());
  if (outcome.outcome !== 'done') log.warn({ repo, commit, outcome }, 'status of a report not set');
}
