import { isKnown } from '../../core/answer.ts';
import { componentsBuiltIn, type BuiltComponent } from '../../core/artifacts/built-component.ts';
import type { ArtifactReport } from '../../core/artifacts/report.ts';
import type { CommitSha, RepoName } from '../../core/names.ts';
import { lanesOf, type Lane } from '../../core/pipeline/lanes.ts';
import { statusLine } from '../../core/text/status-line.ts';
import type { Tools } from '../tools.ts';

const CONTEXT = 'sluice/artifact';

export interface Refusal {
  report: ArtifactReport;
  /** Where the report names a component that is built there. */
  about?: BuiltComponent;
  commit?: CommitSha;
  reason: string;
}

/**
 * Says why a report is not believed where its author looks: a failed status on its commit, if its repository has joined, and
 * always the ledger, from which the component's page and `sluice explain` read. A report that names no component is held
 * against what its repository builds.
 */
export async function refuseReport(tools: Tools, refusal: Refusal): Promise<void> {
  const { report, about, commit, reason } = refusal;
  const concerned = about === undefined ? await builtIn(tools, report.repo) : [about];
  if (concerned.length === 0) await enter(tools, refusal);
  for (const one of concerned) await enter(tools, { ...refusal, about: one });
  if (commit !== undefined && (await takesPart(tools, report.repo))) {
    await say(tools, { repo: report.repo, commit, state: 'failure', says: `Refused: ${reason}` });
  }
}

async function builtIn({ policies }: Tools, repo: RepoName): Promise<BuiltComponent[]> {
  return componentsBuiltIn(await policies.pipelines(), repo);
}

async function enter({ clock, log, store }: Tools, { report, about, commit, reason }: Refusal): Promise<void> {
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

/** A later report about the same commit that is believed takes the failed status back. */
export async function withdrawRefusal(tools: Tools, repo: RepoName, commit: CommitSha): Promise<void> {
  const said = await tools.store.intentions.recall(sayingKey(repo, commit));
  if (said.last === undefined) return;
  await say(tools, { repo, commit, state: 'success', says: 'The image is known.' });
}

/** A repository that has nothing to do with a pipeline is never written to. */
async function takesPart({ looks, policies }: Tools, repo: RepoName): Promise<boolean> {
  if ((await policies.pipeline(repo)) !== undefined) return true;
  const consent = await looks.consent(repo);
  return isKnown(consent) && 'to' in consent.known && (await policies.pipeline(consent.known.to)) !== undefined;
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
