import { isRepoName } from '../../names.ts';
import { parseRepository } from '../../pins/formats/image-reference.ts';
import { list } from '../../text/phrases.ts';
import { fillPlaceholders } from '../pipeline.ts';
import type { Mistake, Path } from '../problem.ts';
import { componentsOf, type LooseComponent, type LooseFile, type LooseStage } from './loose-file.ts';
import { whyNeverEdited } from './never-edited.ts';

/** What names a place inside a file is searched for as it stands. */
const NEVER_FILLED = ['image', 'pointer', 'marker'] as const;

/** Braces that stand for nothing, and what the others make of a repository or a path. */
export const placeholderMistakes = ({ components = [], prefabs, ...file }: LooseFile): Mistake[] => [
  ...components.flatMap((component) => [
    ...inSettings(component, ['components', component.name]),
    ...filledSettings(component, prefabs),
  ]),
  ...prefabs.flatMap((prefab) => inSettings(prefab, ['prefabs', prefab.name])),
  ...file.stages.flatMap((stage) => {
    const misplaced = inStage(stage);
    return misplaced.length > 0 ? misplaced : filledMistakes(stage, { components, prefabs, ...file });
  }),
];

const inSettings = ({ code, codeAt, image, tag }: LooseComponent, at: Path): Mistake[] => [
  ...unknownIn(code, [...at, ...codeAt]),
  ...unknownIn(image, [...at, 'image']),
  ...unknownIn(tag, [...at, 'tag'], ['commit', 'short']),
];

/** A name can be too long, or end in a hyphen, for what its placeholder stands in. */
function filledSettings({ name, like, ...own }: LooseComponent, prefabs: LooseComponent[]): Mistake[] {
  const prefab = prefabs.find((candidate) => candidate.name === like);
  const at = ['components', name];
  const isWrong = (template: string | undefined, is: (text: string) => boolean): template is string =>
    template !== undefined &&
    template.includes('{component}') &&
    is(template.replaceAll('{component}', 'x')) &&
    !is(template.replaceAll('{component}', name));
  const isImage = (text: string): boolean => parseRepository(text) !== undefined;
  const wrong = (template: string, what: string, path: Path): Mistake => {
    const says = `gives "${template.replaceAll('{component}', name)}", which is not ${what}`;
    return { code: 'VALUE', path, says };
  };
  const code = own.hasCode ? own.code : prefab?.code;
  const image = own.image ?? prefab?.image;
  return [
    ...(isWrong(code, isRepoName)
      ? [wrong(code, 'a repository', [...at, ...(own.hasCode ? own.codeAt : ['like'])])]
      : []),
    ...(isWrong(image, isImage)
      ? [wrong(image, 'the repository of an image', [...at, own.image === undefined ? 'like' : 'image'])]
      : []),
  ];
}

function inStage({ name, kind, repo, pins }: LooseStage): Mistake[] {
  const at = ['stages', name];
  const inRepo = unknownIn(repo, [...at, 'repo']);
  const says = 'is one repository for all components of an environment, so {component} has no place in it';
  return [
    ...inRepo,
    ...(kind === 'environment' && inRepo.length === 0 && repo?.includes('{component}') === true
      ? [{ code: 'KIND', path: [...at, 'repo'], says }]
      : []),
    ...pins.flatMap((pin, index) => [
      ...unknownIn(pin.file, [...at, 'pins', index, 'file']),
      ...NEVER_FILLED.flatMap((key) => unknownIn(pin[key], [...at, 'pins', index, key], [])),
    ]),
  ];
}

function unknownIn(text = '', path: Path, words = ['component']): Mistake[] {
  const [one = '', ...more] = words.map((word) => `{${word}}`);
  const instead =
    words.length === 0
      ? 'there are none here'
      : more.length === 0
        ? `the one there is here is ${one}`
        : `those there are here are ${list([one, ...more])}`;
  return [...text.matchAll(/\{([^{}]*)\}/g)]
    .filter(([, word = '']) => !words.includes(word))
    .map(([braces]): Mistake => ({ code: 'PLACEHOLDER', path, says: `${braces} is not a placeholder; ${instead}` }));
}

/** What the placeholders make of a repository and of paths, told for the first component that it goes wrong for. */
function filledMistakes(stage: LooseStage, file: LooseFile): Mistake[] {
  const { name, repo, pins } = stage;
  const components = componentsOf(stage, file);
  const wrong =
    repo === undefined
      ? undefined
      : components.map((component) => fillPlaceholders(repo, component)).find((filled) => !isRepoName(filled));
  const mistakes: Mistake[] = [];
  if (wrong !== undefined) {
    const says = `gives "${wrong}", which is not a repository: write owner/name`;
    mistakes.push({ code: 'VALUE', path: ['stages', name, 'repo'], says });
  }
  for (const [index, { file: path = '' }] of pins.entries()) {
    // A path that is wrong as it stands is told where it is read.
    if (whyNeverEdited(path) !== undefined) continue;
    const filled = components.map((component) => fillPlaceholders(path, component));
    const never = filled.find((one) => whyNeverEdited(one) !== undefined);
    if (never === undefined) continue;
    const says = `gives "${never}", which ${whyNeverEdited(never) ?? ''}`;
    mistakes.push({ code: 'VALUE', path: ['stages', name, 'pins', index, 'file'], says });
  }
  return mistakes;
}
