import { isKnown } from '../../core/answer.ts';
import { pinFileOf, sourceOf } from '../../core/artifacts/source-of.ts';
import { repoName, type Instant } from '../../core/names.ts';
import { buildPlaceOf } from '../../core/pipeline/lanes.ts';
import { tagFor, type Component, type Pipeline } from '../../core/pipeline/pipeline.ts';
import { UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import { learnArtifact } from './learn.ts';

/** Commits that are asked for, newest first, until one was built: who builds slowly has a few under way. */
const COMMITS_ASKED = 10;

/** `owner/repo:component`: the attention key's rest. */
export const buildsKey = (pipeline: Pipeline, component: Component): string =>
  `builds:${pipeline.repo}:${component.name}`;

/**
 * Asks the registry for the image of the newest commits of a component's build repository, by the tag that its builds give
 * them. What a lost report would have told is found this way.
 */
export async function lookUpBuilds(tools: Tools, target: string): Promise<Instant | undefined> {
  const [repo = '', name = ''] = target.split(':');
  const pipeline = await tools.policies.pipeline(repoName(repo));
  const component = pipeline?.components.find((candidate) => candidate.name === name);
  if (pipeline === undefined || component?.image === undefined) return undefined;
  const place = buildPlaceOf(pipeline, component);
  const file = pinFileOf(place, component);
  const branch = await tools.looks.builtBranch({ ...place, ...(file === undefined ? {} : { file }) }, COMMITS_ASKED);
  if (!isKnown(branch)) {
    tools.log.warn({ repo: place.repo, cause: branch.unknown }, 'builds not looked up');
    return tools.clock.now() + UNREAD_AGAIN_MS;
  }
  const known = await tools.store.artifacts.of(pipeline.repo, [component.name], COMMITS_ASKED * 2);
  const built = new Set(known.map(({ builtFrom }) => builtFrom.commit));
  for (const candidate of branch.known) {
    if (built.has(candidate.commit)) return undefined;
    const tag = tagFor(component, candidate.commit);
    const digest = await tools.registry.digestOf(component.image, tag);
    if (!isKnown(digest)) {
      tools.log.warn({ image: component.image, tag, cause: digest.unknown }, 'builds not looked up');
      return tools.clock.now() + UNREAD_AGAIN_MS;
    }
    const source = sourceOf(place, component, candidate);
    if (digest.known === undefined || 'wrong' in source) continue;
    await learnArtifact(tools, pipeline, {
      pipeline: pipeline.repo,
      component: component.name,
      image: component.image,
      digest: digest.known,
      tag,
      builtFrom: { repo: place.repo, commit: candidate.commit },
      source: source.source,
      by: 'lookup',
    });
    return undefined;
  }
  return undefined;
}
