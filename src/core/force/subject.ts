import type { ComponentName, RepoName } from '../names.ts';
import { repoOf, stagesBefore } from '../pipeline/lanes.ts';
import type { Component, Pipeline, Stage } from '../pipeline/pipeline.ts';
import { pinPlaces } from '../pipeline/pins/pin-places.ts';
import { LaneBranch } from '../text/branches.ts';
import type { LabelledPullRequest } from './labelled.ts';
import type { Carry } from './wish.ts';
import { isAmong } from './path-match.ts';

/** What of a pull request its label asks to have in an environment. */
export type Subject =
  /** It is the environment's own pull request of Sluice: the lane reads the label there. */
  | { is: 'release' }
  /** It changes the environment's own files: its merge is deployed. */
  | { is: 'environment'; components: ComponentName[] }
  /** Something that is released from it. */
  | { is: 'carried'; by: [Carried, ...Carried[]] }
  | { is: 'nothing'; because: string };

/** A component that a pull request changes, and in what. */
export interface Carried {
  component: Component;
  of: Carry['carry']['of'];
  /** The manifest stage whose pins it changes. */
  stage?: Stage;
}

/** The environments of a pipeline to which something from a repository goes. */
export const environmentsOf = (pipeline: Pipeline, repo: RepoName): Stage[] =>
  pipeline.stages.filter(
    (stage) =>
      stage.kind === 'environment' &&
      (isEnvironmentOf(stage, repo) ||
        componentsOf(pipeline, stage).some((one) =>
          placesOf(pipeline, stage, one).some((place) => isSame(place.repo, repo)),
        )),
  );

/** Whether a merge in a repository may itself be deployed. */
export const hasEnvironmentIn = (pipeline: Pipeline, repo: RepoName): boolean =>
  pipeline.stages.some((stage) => stage.kind === 'environment' && isEnvironmentOf(stage, repo));

/** Every repository of a pipeline from which something goes to an environment. */
export function repositoriesOf(pipeline: Pipeline): RepoName[] {
  const environments = pipeline.stages.filter(({ kind }) => kind === 'environment');
  const all = environments.flatMap((stage) => {
    const places = componentsOf(pipeline, stage).flatMap((one) => placesOf(pipeline, stage, one));
    return [repoOfEnvironment(stage), ...places.map(({ repo }) => repo)];
  });
  return [...new Map(all.map((repo) => [repo.toLowerCase(), repo])).values()];
}

/** What of a pull request goes to an environment by its label. */
export function subjectOf(pipeline: Pipeline, stage: Stage, pullRequest: LabelledPullRequest): Subject {
  const here = isEnvironmentOf(stage, pullRequest.repo);
  const lane = pullRequest.headIsFork ? undefined : LaneBranch.parse(pullRequest.headBranch);
  if (here && lane?.stage === stage.name) return { is: 'release' };
  if (here && lane !== undefined && lane.component === undefined && hasEnvironment(pipeline, lane.stage, pullRequest))
    return { is: 'nothing', because: `it is the release of ${lane.stage}` };
  const own = here ? pinned(stage, componentsOf(pipeline, stage), pullRequest) : [];
  const found = carriedBy(pipeline, stage, pullRequest);
  if (here && (own.length > 0 || found.carried.length === 0)) {
    if (!goesInto(stage, pullRequest)) return elsewhere(pullRequest, stage.branch ?? pullRequest.defaultBranch);
    return { is: 'environment', components: own.map(({ name }) => name) };
  }
  return carriedOr(found, pullRequest, stage);
}

interface Found {
  carried: Carried[];
  /** Components of which the files that GitHub listed do not tell. */
  unsure: ComponentName[];
  /** The branch that its place follows, where the pull request goes into another. */
  wanted?: string;
}

function carriedOr({ carried, unsure, wanted }: Found, pullRequest: LabelledPullRequest, stage: Stage): Subject {
  const [first, ...more] = carried;
  if (unsure.length > 0) {
    const because = `GitHub lists only the first ${pullRequest.files.length} files that it changes, which does not tell whether it changes ${unsure.join(', ')}`;
    return { is: 'nothing', because };
  }
  if (first !== undefined) return { is: 'carried', by: [first, ...more] };
  if (wanted !== undefined) return elsewhere(pullRequest, wanted);
  return { is: 'nothing', because: `it changes nothing of a component that goes to ${stage.name}` };
}

const elsewhere = ({ base }: LabelledPullRequest, wanted: string): Subject => ({
  is: 'nothing',
  because: `it goes into the branch ${base}, and what is released comes from ${wanted}`,
});

/** Where a component comes from on its way to an environment; the nearest to the environment first. */
interface Place {
  repo: RepoName;
  of: Carry['carry']['of'];
  stage?: Stage;
}

function placesOf(pipeline: Pipeline, stage: Stage, component: Component): Place[] {
  const before = upstreamOf(pipeline, stage, component.name).filter(({ kind }) => kind !== 'environment');
  const places = before.map((one): Place => ({
    repo: repoOf(one, component.name),
    of: one.kind === 'docker' ? 'built' : 'manifest',
    stage: one,
  }));
  return [
    ...places.filter(({ of }) => of === 'manifest'),
    ...places.filter(({ of }) => of === 'built'),
    { repo: component.code, of: 'code' },
  ];
}

function upstreamOf(pipeline: Pipeline, stage: Stage, component: ComponentName): Stage[] {
  const before = stagesBefore(pipeline, stage, component);
  return [...new Set([...before, ...before.flatMap((one) => upstreamOf(pipeline, one, component))])];
}

/** What its components would carry; each from the one place that is nearest to the environment. */
function carriedBy(pipeline: Pipeline, stage: Stage, pullRequest: LabelledPullRequest): Found {
  const found: Found = { carried: [], unsure: [] };
  for (const component of componentsOf(pipeline, stage)) {
    const places = placesOf(pipeline, stage, component).filter(({ repo }) => isSame(repo, pullRequest.repo));
    for (const place of places) {
      const wanted = place.stage?.branch ?? pullRequest.defaultBranch;
      if (pullRequest.base !== wanted) {
        found.wanted = wanted;
        continue;
      }
      const changes = changesIn(pipeline, { place, component, pullRequest });
      if (changes === 'unknown') found.unsure.push(component.name);
      if (changes === false) continue;
      if (changes === true)
        found.carried.push({ component, of: place.of, ...(place.stage === undefined ? {} : { stage: place.stage }) });
      break;
    }
  }
  return found;
}

interface Changing {
  place: Place;
  component: Component;
  pullRequest: LabelledPullRequest;
}

/** Whether a pull request changes a component in one of its places. */
function changesIn(pipeline: Pipeline, { place, component, pullRequest }: Changing): boolean | 'unknown' {
  const { files, filesComplete } = pullRequest;
  const { stage } = place;
  const hit = (is: (path: string) => boolean): boolean | 'unknown' =>
    files.some(is) || (filesComplete ? false : 'unknown');
  if (stage === undefined)
    return component.paths === undefined ? true : hit((path) => isAmong(component.paths ?? [], path));
  const pins = new Set(pinPlaces(stage.pins, component).map(({ address }) => address.path));
  if (stage.kind === 'manifest') return hit((path) => pins.has(path));
  const shared = stage.components.filter(
    (name) => isSame(repoOf(stage, name), pullRequest.repo) && isIn(pipeline, name),
  );
  return shared.length === 1 || hit((path) => [...pins].some((pin) => path.startsWith(folderOf(pin))));
}

const isIn = ({ components }: Pipeline, name: ComponentName): boolean => components.some((one) => one.name === name);

/** With its slash; nothing for what stands at the top. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** The components whose pin files a pull request changes; all of them while GitHub lists its files in part. */
function pinned(stage: Stage, components: Component[], { files, filesComplete }: LabelledPullRequest): Component[] {
  const changed = new Set(files);
  return components.filter(
    (component) => !filesComplete || pinPlaces(stage.pins, component).some(({ address }) => changed.has(address.path)),
  );
}

const componentsOf = ({ components }: Pipeline, stage: Stage): Component[] =>
  components.filter(({ name }) => stage.components.includes(name));

/** An environment's repository is one for all of its components. */
const repoOfEnvironment = (stage: Stage): RepoName => repoOf(stage, '' as ComponentName);

const isEnvironmentOf = (stage: Stage, repo: RepoName): boolean => isSame(repoOfEnvironment(stage), repo);

const hasEnvironment = (pipeline: Pipeline, name: string, { repo }: LabelledPullRequest): boolean =>
  pipeline.stages.some((stage) => stage.kind === 'environment' && stage.name === name && isEnvironmentOf(stage, repo));

const goesInto = ({ branch }: Stage, { base, defaultBranch }: LabelledPullRequest): boolean =>
  base === (branch ?? defaultBranch);

/** GitHub's names ignore case. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
