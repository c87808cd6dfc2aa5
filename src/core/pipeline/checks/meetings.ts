import { isPlainName, isRepoName, stageName, type ComponentName, type RepoName } from '../../names.ts';
import { parseRepository } from '../../pins/formats/image-reference.ts';
import { LaneBranch } from '../../text/branches.ts';
import { fillPlaceholders } from '../pipeline.ts';
import type { Mistake } from '../problem.ts';
import { componentsOf, imagesOf, type LooseFile, type LoosePin, type LooseStage } from './loose-file.ts';

interface MetLane {
  name: string;
  stage: LooseStage;
  component: ComponentName;
  repo: RepoName;
}

/** Two lanes that would fight over one pin or one branch, and two components that one image would stand for. */
export function meetings(file: LooseFile): Mistake[] {
  const images = imagesOf(file);
  const lanes = file.stages.flatMap((stage) =>
    componentsOf(stage, file).flatMap((component): MetLane[] => {
      const repo = fillPlaceholders(stage.repo ?? '', component);
      return isRepoName(repo) ? [{ name: stage.name, stage, component, repo }] : [];
    }),
  );
  return [...sharedImages(file, images), ...basesThatAreHeads(lanes), ...pinsMovedTwice(lanes, images)];
}

/** What was built could not be told apart. */
function sharedImages({ components = [] }: LooseFile, images: Map<string, string>): Mistake[] {
  const owners = new Map<string, string>();
  return components.flatMap(({ name, image }): Mistake[] => {
    const repository = parseRepository(images.get(name) ?? '');
    if (repository === undefined) return [];
    const other = owners.get(repository);
    owners.set(repository, other ?? name);
    if (other === undefined) return [];
    const says = `gives ${name} the image of ${other}; an image belongs to one component`;
    return [{ code: 'IMAGE_TWICE', path: ['components', name, image === undefined ? 'like' : 'image'], says }];
  });
}

/** GitHub's repository names ignore case. */
const branchKey = (repo: RepoName, branch: string): string => `${repo.toLowerCase()}:${branch}`;

/** Each line of the file is told once, not once a component. */
function basesThatAreHeads(lanes: MetLane[]): Mistake[] {
  const based = lanes.filter(({ stage }) => stage.branch !== undefined);
  const repos = new Set(based.map(({ repo }) => repo.toLowerCase()));
  const heads = new Map(
    lanes
      .filter(({ name, repo }) => repos.has(repo.toLowerCase()) && isPlainName(name))
      .flatMap((lane) => headsOf(lane).map((head) => [branchKey(lane.repo, head), lane.name] as const)),
  );
  const told = new Map<string, Mistake>();
  for (const { name, stage, repo } of based) {
    const writer = stage.branch === undefined ? undefined : heads.get(branchKey(repo, stage.branch));
    if (writer === undefined) continue;
    const says = `"${stage.branch}" is the branch that Sluice itself writes for the stage ${writer}`;
    told.set(name, { code: 'VALUE', path: ['stages', name, 'branch'], says });
  }
  return [...told.values()];
}

/** An environment has a standing branch, and one for each component that is forced. */
function headsOf({ name, stage, component }: MetLane): string[] {
  const lane = { stage: stageName(name) };
  if (stage.kind !== 'environment') return [LaneBranch.format({ ...lane, component })];
  return [LaneBranch.format(lane), LaneBranch.format({ ...lane, component, forced: true })];
}

function pinsMovedTwice(lanes: MetLane[], images: Map<string, string>): Mistake[] {
  const movedBy = new Map<string, string>();
  const told = new Map<string, Mistake>();
  for (const { name, stage, component, repo } of lanes) {
    for (const [index, pin] of stage.pins.entries()) {
      const line = `${name} ${index}`;
      const spot = spotOf(pin, component, images);
      if (spot === undefined || told.has(line)) continue;
      const place = `${fillPlaceholders(pin.file ?? '', component)} ${spot}`;
      const key = `${branchKey(repo, stage.branch ?? '')} ${place}`;
      const other = movedBy.get(key);
      if (other === undefined) {
        movedBy.set(key, `${name}/${component}`);
        continue;
      }
      const says = `${repo}/${place} is moved by ${other} already; a pin belongs to one component in one stage`;
      told.set(line, { code: 'PIN_TWICE', path: ['stages', name, 'pins', index], says });
    }
  }
  return [...told.values()];
}

/** The place inside its file that a pin names; undefined where it names none. */
function spotOf(pin: LoosePin, component: ComponentName, images: Map<string, string>): string | undefined {
  const { file = '', arg, pointer, marker, pattern } = pin;
  if (file === '') return undefined;
  if (arg !== undefined) return arg === '' ? undefined : `ARG ${arg}`;
  if (pointer !== undefined) return `pointer ${pointer}`;
  if (marker !== undefined) return `marker ${marker}`;
  if (pattern !== undefined) return `pattern ${pattern}`;
  const image = pin.image === undefined ? images.get(component) : fillPlaceholders(pin.image, component);
  const repository = parseRepository(image ?? '');
  return repository === undefined || pin.holds === 'commit' ? undefined : `image ${repository}`;
}
