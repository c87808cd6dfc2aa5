import { isKnown } from '../../core/answer.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { controlsOf } from '../commands/controls-of.ts';
import { readControls } from '../commands/read-controls.ts';
import { controlKey, hasEnvironment } from '../commands/wanted.ts';
import type { Tools } from '../tools.ts';

/**
 * Where it is not known yet what people hold, nothing may move, so that it is read before anything else. Every control issue is then
 * looked at: for commands that no webhook told of, and for what somebody has written into it.
 */
export async function sweepControls(tools: Tools, pipelines: Pipeline[]): Promise<void> {
  const { clock, store } = tools;
  for (const pipeline of pipelines) {
    if (!isKnown(await controlsOf(store, pipeline.repo))) await readControls(tools, pipeline);
    if (hasEnvironment(pipeline)) await store.attention.want(controlKey(pipeline.repo), clock.now(), 'the sweep');
  }
}
