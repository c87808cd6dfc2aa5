import { isKnown } from '../../core/answer.ts';
import { buildPlaceOf } from '../../core/pipeline/lanes.ts';
import type { Component, Pipeline } from '../../core/pipeline/pipeline.ts';
import { shortCommit } from '../../core/text/phrases.ts';
import { buildsKey, lookUpBuilds } from '../artifacts/look-up-builds.ts';
import { pinFileOf } from '../../core/artifacts/source-of.ts';
import type { Tools } from '../tools.ts';

/** Commits whose images a person may still wait for. */
const NEWEST = 5;

type Line = { restored: string } | { missing: string };

/**
 * Asks the registry for the images of every component's newest commits, as a lost report is found, and names the commits of those
 * whose image nobody can find by a tag: their builds have to report once more.
 */
export async function* restoreBuilds(tools: Tools, pipeline: Pipeline): AsyncGenerator<Line> {
  for (const component of pipeline.components) {
    if (component.image === undefined) continue;
    // The key without its kind is what is looked up.
    const again = await lookUpBuilds(tools, buildsKey(pipeline, component).replace(/^builds:/, ''));
    if (again !== undefined) await tools.store.attention.want(buildsKey(pipeline, component), again, 'a rebuild');
    yield await builtOf(tools, pipeline, component);
  }
}

async function builtOf(tools: Tools, pipeline: Pipeline, component: Component): Promise<Line> {
  const [newest] = await tools.store.artifacts.of(pipeline.repo, [component.name], 1);
  const place = buildPlaceOf(pipeline, component);
  const file = pinFileOf(place, component);
  const branch = await tools.looks.builtBranch({ ...place, ...(file === undefined ? {} : { file }) }, NEWEST);
  if (!isKnown(branch)) return { missing: `builds of ${component.name}: ${branch.unknown}` };
  const [tip] = branch.known;
  if (tip === undefined || newest?.builtFrom.commit === tip.commit) return { restored: `builds of ${component.name}` };
  const known = branch.known.findIndex(({ commit }) => commit === newest?.builtFrom.commit);
  const open = branch.known.slice(0, known === -1 ? branch.known.length : known);
  const commits = open.map(({ commit }) => shortCommit(commit)).join(', ');
  return {
    missing: `no image of ${component.name} is known for ${place.repo}@${commits}: if one was built, let its build report again`,
  };
}
