import { isKnown } from '../../core/answer.ts';
import type { RepoName } from '../../core/names.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { Survey } from '../../ports/github/looks.ts';
import { isKept } from '../commands/control-issue.ts';
import { controlsOf } from '../commands/controls-of.ts';
import { readControls } from '../commands/read-controls.ts';
import { controlKey, hasEnvironment } from '../commands/wanted.ts';
import type { Tools } from '../tools.ts';

/** The pipelines that have a control issue, by their own repository. */
export const controlsAsked = (pipelines: Pipeline[]): RepoName[] =>
  pipelines.filter(hasEnvironment).map(({ repo }) => repo);

/** Where it is not known yet what people hold, nothing may move, so that it is read before anything else. */
export async function readUnknownControls(tools: Tools, pipelines: Pipeline[]): Promise<void> {
  const { clock, store } = tools;
  for (const pipeline of pipelines) {
    if (isKnown(await controlsOf(store, pipeline.repo))) continue;
    await readControls(tools, pipeline);
    if (hasEnvironment(pipeline)) await store.attention.want(controlKey(pipeline.repo), clock.now(), 'the sweep');
  }
}

/** Wants the control issues that say something else than they should, or in which a command waits of which no webhook told. */
export async function wantControls(tools: Tools, pipelines: Pipeline[], seen: Survey['controls']): Promise<void> {
  const { clock, log, store } = tools;
  for (const pipeline of pipelines) {
    const { repo } = pipeline;
    const issue = seen.get(repo);
    if (issue === undefined) continue;
    if (!isKnown(issue)) {
      log.warn({ pipeline: repo, cause: issue.unknown }, 'control issue not read');
      continue;
    }
    if (await isKept(tools, pipeline, issue.known)) continue;
    await store.attention.want(controlKey(repo), clock.now(), 'the sweep saw a control issue that is not up to date');
  }
}
