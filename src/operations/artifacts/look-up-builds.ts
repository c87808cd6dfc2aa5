import { isKnown, known, type Answer } from '../../core/answer.ts';
import { pinFileOf, sourceOf } from '../../core/artifacts/source-of.ts';
import { repoName, type CommitSha, type Instant } from '../../core/names.ts';
import { buildPlaceOf, type BuildPlace } from '../../core/pipeline/lanes.ts';
import { tagFor, type Component, type Pipeline } from '../../core/pipeline/pipeline.ts';
import type { BuildPlaceRequest, BuiltCommit } from '../../ports/github/looks.ts';
import { readAgainAt, type Tools } from '../tools.ts';
import { learnArtifact } from './learn.ts';
import { isOpenBuild } from './open-builds.ts';

/** Commits that are asked for, newest first, where no build of the component is known: who builds slowly has a few under way. */
const FIRST_ASKED = 10;

/** Where there is one, every commit after it, as far as a page of GitHub's goes. */
const A_PAGE = 100;

/** `owner/repo:component`, or `owner/repo:component:commit` where a build of that commit has ended: the attention key's rest. */
export const buildsKey = (pipeline: Pipeline, component: Component, commit?: CommitSha): string =>
  `builds:${pipeline.repo}:${component.name}${commit === undefined ? '' : `:${commit}`}`;

interface Search {
  pipeline: Pipeline;
  component: Component & { image: string };
  place: BuildPlace;
  request: BuildPlaceRequest;
}

/**
 * Asks the registry for the image of the commit whose build has ended, or of the newest commits of a component's build repository,
 * by the tag that its builds give them. What a lost report would have told is found this way.
 */
export async function lookUpBuilds(tools: Tools, target: string): Promise<Instant | undefined> {
  const [repo = '', name = '', commit] = target.split(':');
  const pipeline = await tools.policies.pipeline(repoName(repo));
  const component = pipeline?.components.find((candidate) => candidate.name === name);
  if (pipeline === undefined || component?.image === undefined) return undefined;
  const place = buildPlaceOf(pipeline, component);
  const file = pinFileOf(place, component);
  const request = { ...place, ...(file === undefined ? {} : { file }) };
  const search: Search = { pipeline, component: { ...component, image: component.image }, place, request };
  const outcome = await lookUp(tools, search, commit as CommitSha | undefined);
  if (isKnown(outcome)) return undefined;
  tools.log.warn({ repo: place.repo, component: name, cause: outcome.unknown }, 'builds not looked up');
  const again = readAgainAt(outcome, tools.clock.now());
  if (commit === undefined) return again;
  // However many builds end while the registry is away, they are asked for together when it is back.
  await tools.store.attention.want(buildsKey(pipeline, component), again, 'the registry was not there');
  return undefined;
}

/** Whether the question is settled, one way or the other. */
async function lookUp(tools: Tools, search: Search, commit: CommitSha | undefined): Promise<Answer<boolean>> {
  const isOpen = await isOpenBuild(tools.looks, search);
  if (!isKnown(isOpen)) return isOpen;
  if (!isOpen.known) return known(true);
  const one = commit === undefined ? known(false) : await askForCommit(tools, search, commit);
  return isKnown(one) && !one.known ? askForNewest(tools, search) : one;
}

/** A build that has ended may be of a commit that many have followed since. */
async function askForCommit(tools: Tools, search: Search, commit: CommitSha): Promise<Answer<boolean>> {
  const found = await tools.looks.builtCommit(search.request, commit);
  if (!isKnown(found)) return found;
  if (found.known === undefined) return known(false);
  // A build of another branch pushes nothing that counts.
  return found.known.onBranch ? askFor(tools, search, found.known) : known(true);
}

async function askForNewest(tools: Tools, search: Search): Promise<Answer<boolean>> {
  const { pipeline, component, request } = search;
  const builds = await tools.store.artifacts.of(pipeline.repo, [component.name], A_PAGE * 2);
  const built = new Set(builds.map(({ builtFrom }) => builtFrom.commit));
  const branch = await tools.looks.builtBranch(request, built.size === 0 ? FIRST_ASKED : A_PAGE);
  if (!isKnown(branch)) return branch;
  for (const candidate of branch.known) {
    if (built.has(candidate.commit)) return known(true);
    const found = await askFor(tools, search, candidate);
    if (!isKnown(found) || found.known) return found;
  }
  return known(true);
}

/** Whether there is an image of the commit, which is known from then on. */
async function askFor(tools: Tools, search: Search, candidate: BuiltCommit): Promise<Answer<boolean>> {
  const { pipeline, component, place } = search;
  const tag = tagFor(component, candidate.commit);
  const digest = await tools.registry.digestOf(component.image, tag);
  if (!isKnown(digest)) return digest;
  const source = sourceOf(place, component, candidate);
  if (digest.known === undefined || 'wrong' in source) return known(false);
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
  return known(true);
}
