import { componentName, isPlainName, isRepoName, stageName, type ComponentName, type RepoName } from '../names.ts';
import { LaneBranch } from '../text/branches.ts';
import { list } from '../text/phrases.ts';
import type { LooseFile, LooseStage } from './loose-file.ts';
import { fillPlaceholders } from './pipeline.ts';
import type { Mistake, Path } from './problem.ts';
import { NOT_A_NAME } from './schema.ts';

/** What the shape alone cannot show: names that must exist, placeholders, lanes that would meet. */
export function crossCheck(file: LooseFile): Mistake[] {
  return [
    ...wrongNames(file),
    ...file.stages.flatMap(([name, stage]) => {
      const at = ['stages', name];
      const misplaced = placeholderMistakes(stage, at);
      return [
        ...(file.components === undefined ? [] : unknownComponents(stage, file.components, at)),
        ...misplaced,
        ...checkMistakes(stage, at),
        ...(misplaced.length > 0 ? [] : filledMistakes(stage, componentsOf(stage, file), at)),
      ];
    }),
    ...meetings(file),
  ];
}

const componentsOf = (stage: LooseStage, file: LooseFile): ComponentName[] =>
  (stage.components ?? file.components ?? [])
    .filter((name) => name !== undefined)
    .filter(isPlainName)
    .map(componentName);

/** Names become parts of branch names. */
function wrongNames(file: LooseFile): Mistake[] {
  const among = { components: file.components ?? [], stages: file.stages.map(([name]) => name) };
  return Object.entries(among).flatMap(([section, names]) =>
    names
      .filter((name) => !isPlainName(name))
      .map((name): Mistake => ({ code: 'NAME', path: [section, name], atKey: true, says: NOT_A_NAME })),
  );
}

function unknownComponents({ components = [] }: LooseStage, names: string[], at: Path): Mistake[] {
  const known = new Set(names);
  const instead =
    names.length > 10 || names.length === 0 ? 'it is not under components' : `the file has ${list(names)}`;
  return components.flatMap((component, index): Mistake[] => {
    if (component === undefined || known.has(component)) return [];
    return [
      {
        code: 'UNKNOWN_COMPONENT',
        path: [...at, 'components', index],
        says: `"${component}" is not a component; ${instead}`,
        near: { word: component, candidates: names },
      },
    ];
  });
}

function placeholderMistakes(stage: LooseStage, at: Path): Mistake[] {
  const texts: [string | undefined, Path][] = [
    [stage.repo, [...at, 'repo']],
    ...stage.pins.map((pin, index): [string | undefined, Path] => [pin.file, [...at, 'pins', index, 'file']]),
  ];
  return texts.flatMap(([text = '', path]) =>
    [...text.matchAll(/\{([^{}]*)\}/g)]
      .filter((match) => match[1] !== 'component')
      .map((match): Mistake => ({
        code: 'PLACEHOLDER',
        path,
        says: `${match[0]} is not a placeholder; the one there is here is {component}`,
      })),
  );
}

function checkMistakes(stage: LooseStage, at: Path): Mistake[] {
  if (!stage.waitsForNothing) return [];
  const says =
    'when-green has no check to wait for: write checks: [name], or checks: none if nothing is to be waited for';
  return [{ code: 'NO_CHECKS', path: [...at, 'merge'], says }];
}

/** What the placeholders make of a repository and of paths, told for the first component that it goes wrong for. */
function filledMistakes(stage: LooseStage, components: ComponentName[], at: Path): Mistake[] {
  const { repo } = stage;
  const wrong =
    repo === undefined
      ? undefined
      : components.map((name) => fillPlaceholders(repo, name)).find((filled) => !isRepoName(filled));
  const mistakes: Mistake[] = [];
  if (wrong !== undefined) {
    mistakes.push({
      code: 'VALUE',
      path: [...at, 'repo'],
      says: `gives "${wrong}", which is not a repository: write owner/name`,
    });
  }
  for (const [index, { file = '' }] of stage.pins.entries()) {
    if (file.startsWith('.github/') || !components.some((name) => fillPlaceholders(file, name).startsWith('.github/')))
      continue;
    mistakes.push({
      code: 'VALUE',
      path: [...at, 'pins', index, 'file'],
      says: 'leads into .github, which Sluice never edits',
    });
  }
  return mistakes;
}

interface MetLane {
  name: string;
  stage: LooseStage;
  component: ComponentName;
  repo: RepoName;
}

/** Two lanes that would fight over one pin or one branch. */
function meetings(file: LooseFile): Mistake[] {
  const lanes = file.stages.flatMap(([name, stage]) =>
    componentsOf(stage, file).flatMap((component): MetLane[] => {
      const repo = fillPlaceholders(stage.repo ?? '', component);
      return isRepoName(repo) ? [{ name, stage, component, repo }] : [];
    }),
  );
  return [...basesThatAreHeads(lanes), ...pinsMovedTwice(lanes)];
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
      .map(({ name, component, repo }) => [
        branchKey(repo, LaneBranch.format({ stage: stageName(name), component })),
        name,
      ]),
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

function pinsMovedTwice(lanes: MetLane[]): Mistake[] {
  const movedBy = new Map<string, string>();
  const told = new Map<string, Mistake>();
  for (const { name, stage, component, repo } of lanes) {
    for (const [index, { file = '', arg = '' }] of stage.pins.entries()) {
      const line = `${name} ${index}`;
      if (file === '' || arg === '' || told.has(line)) continue;
      const place = `${fillPlaceholders(file, component)} ARG ${arg}`;
      const key = `${branchKey(repo, stage.branch ?? '')} ${place}`;
      const other = movedBy.get(key);
      if (other === undefined) {
        movedBy.set(key, `${name}/${component}`);
        continue;
      }
      const says = `${repo}/${place} is moved by ${other} already; a pin belongs to one lane`;
      told.set(line, { code: 'PIN_TWICE', path: ['stages', name, 'pins', index], says });
    }
  }
  return [...told.values()];
}
