import { isKnown, unknown, type Answer } from '../../core/answer.ts';
import type { RepoName } from '../../core/names.ts';
import { readConsent } from '../../core/pipeline/joining/joining-file.ts';
import { takenMistakes } from '../../core/pipeline/joining/claims.ts';
import { loadPipeline, type InForce } from '../../core/pipeline/load-pipeline.ts';
import { describeProblem } from '../../core/pipeline/problem.ts';
import { plural } from '../../core/text/phrases.ts';
import { statusLine } from '../../core/text/status-line.ts';
import type { PipelineFile } from '../../ports/github/looks.ts';
import type { StoredPipeline } from '../../ports/store/pipelines.ts';
import { noteRemovals, wantTidyUps } from '../tidy/note-removals.ts';
import type { Tools } from '../tools.ts';
import { noteTaken, readClaims } from './read-claims.ts';

/** The status that says whether a pipeline file loads. */
export const PIPELINE_CONTEXT = 'sluice/pipeline';

export type LoadedFile = 'unchanged' | 'in-force' | 'broken' | 'none' | 'unknown';

/** Reads one repository's pipeline file, puts it in force, and wants its lanes looked at where it says something new. */
export async function loadPipelineFile(tools: Tools, repo: RepoName): Promise<LoadedFile> {
  const answer = (await tools.looks.pipelineFiles([repo])).get(repo);
  const loaded = await putInForce(tools, repo, answer ?? unknown('it was not read'));
  if (loaded === 'in-force')
    await tools.store.attention.want(`lanes:${repo}`, tools.clock.now(), `pipeline ${repo} changed`);
  return loaded;
}

/**
 * Puts a pipeline file in force; whoever calls it has the lanes looked at. One that does not load leaves the last good one in force, and says so in the log and the
 * ledger; a file that is gone takes its pipeline out of force.
 */
export async function putInForce(
  tools: Tools,
  repo: RepoName,
  answer: Answer<PipelineFile | undefined>,
): Promise<LoadedFile> {
  const { clock, log, store } = tools;
  if (!tools.policies.counts(repo)) return 'none';
  if (!isKnown(answer)) {
    log.warn({ repo, cause: answer.unknown }, 'pipeline file not read');
    return 'unknown';
  }
  const file = answer.known;
  const stored = await store.pipelines.get(repo);
  if (file === undefined || 'to' in readConsent(file.text)) {
    if (stored !== undefined) await takeOutOfForce(tools, repo);
    return 'none';
  }
  if (stored?.broken?.blob === file.blob) return 'broken';
  if (stored?.blob === file.blob) {
    if (stored.broken !== undefined) await store.pipelines.save(withoutBroken(stored));
    await wantTidyUps(tools, repo);
    return 'unchanged';
  }
  const loaded = loadPipeline(file.text, file);
  if ('problems' in loaded) {
    await keepLastGood(tools, { repo, file, stored, problems: loaded.problems.map(describeProblem) });
    return 'broken';
  }
  await noteRemovals(tools, stored, loaded.pipeline);
  await store.pipelines.save({ ...file, loadedAt: clock.now() });
  await wantTidyUps(tools, repo);
  await store.ledger.append({ at: clock.now(), kind: 'pipeline-loaded', facts: { repo, commit: file.commit } });
  log.info({ repo, commit: file.commit }, 'pipeline in force');
  await sayTaken(tools, file, loaded);
  return 'in-force';
}

/** What belongs to another pipeline is not written to; the rest of the file is in force all the same. */
async function sayTaken(tools: Tools, file: PipelineFile, inForce: InForce): Promise<void> {
  const { pipeline } = inForce;
  const claims = await readClaims(tools, pipeline);
  const taken = inForce.placed(takenMistakes(claims, pipeline.repo));
  if (taken.length === 0) return;
  await noteTaken(tools, pipeline, claims);
  await sayBroken(tools, file, taken.map(describeProblem));
}

/** A pipeline whose file is gone, or whose repository the App no longer sees, moves nothing any more. */
export async function takeOutOfForce({ clock, log, store }: Tools, repo: RepoName): Promise<void> {
  await store.pipelines.remove(repo);
  await store.ledger.append({ at: clock.now(), kind: 'pipeline-removed', facts: { repo } });
  log.warn({ repo }, 'pipeline taken out of force');
}

function withoutBroken({ broken: _mended, ...stored }: StoredPipeline): StoredPipeline {
  return stored;
}

interface Broken {
  repo: RepoName;
  file: PipelineFile;
  stored: StoredPipeline | undefined;
  problems: string[];
}

async function keepLastGood(tools: Tools, { repo, file, stored, problems }: Broken): Promise<void> {
  const { clock, log, store } = tools;
  const { commit, blob } = file;
  if (stored !== undefined) await store.pipelines.save({ ...stored, broken: { commit, blob, problems } });
  const isNew = await store.ledger.append({
    at: clock.now(),
    kind: 'pipeline-broken',
    key: `pipeline-broken:${repo}:${blob}`,
    facts: { repo, commit, problems },
  });
  log.error({ repo, commit, problems, inForce: stored?.commit ?? null }, 'pipeline file does not load');
  if (isNew) await sayBroken(tools, file, problems);
}

/** Who pushed it past a pull request sees it on the commit. */
async function sayBroken(
  { clock, effects, log }: Tools,
  { repo, commit }: PipelineFile,
  problems: string[],
): Promise<void> {
  const [first = ''] = problems;
  const description = statusLine(`${plural(problems.length, 'problem')}: ${first}`);
  const key = `status:${PIPELINE_CONTEXT}@${commit}:failure:${description}`;
  const step = { do: 'status', key, commit, context: PIPELINE_CONTEXT, state: 'failure', description } as const;
  const outcome = await effects.run(repo, step, clock.now());
  if (outcome.outcome !== 'done') log.warn({ repo, commit, outcome }, 'status of a broken pipeline file not set');
}
