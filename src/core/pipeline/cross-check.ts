import { isRepoName, type RepoName } from '../names.ts';
import { nearest } from './problem.ts';
import type { PipelineFileV1 } from './schema.ts';

/** A mistake before its place in the text is looked up. */
export interface Mistake {
  code: string;
  path: (string | number)[];
  /** The key is wrong rather than its value. */
  atKey?: boolean;
  says: string;
  valid?: string[];
  near?: { word: string; candidates: string[] };
}

/** What the shape alone cannot show: names that must exist, placeholders, lanes that would meet. */
export function crossCheck(file: PipelineFileV1, pipelineRepo: RepoName): Mistake[] {
  const names = Object.keys(file.components);
  const mistakes: Mistake[] = [];
  const claimed = new Map<string, string>();
  for (const [name, stage] of Object.entries(file.stages)) {
    const at = ['stages', name];
    mistakes.push(...unknownComponents(stage.components ?? [], names, at));
    mistakes.push(...placeholderMistakes(stage, at));
    mistakes.push(...checkMistakes(stage, at));
    for (const component of stage.components ?? names) {
      const repo = stage.repo.replaceAll('{component}', component);
      if (!isRepoName(repo)) {
        mistakes.push({ code: 'VALUE', path: [...at, 'repo'], says: `gives "${repo}", which is not a repository (owner/name)` });
        break;
      }
      if (repo === pipelineRepo) continue;
      const pins = stage.pins.map((pin) => `${repo}/${pin.file.replaceAll('{component}', component)} ARG ${pin.arg}`);
      for (const [index, pin] of pins.entries()) {
        const other = claimed.get(pin);
        if (other === undefined) claimed.set(pin, `${name}/${component}`);
        else mistakes.push({ code: 'PIN_TWICE', path: [...at, 'pins', index], says: `${pin} is moved by ${other} already` });
      }
    }
  }
  return mistakes;
}

function unknownComponents(listed: string[], names: string[], at: string[]): Mistake[] {
  return listed.flatMap((component, index): Mistake[] => {
    if (names.includes(component)) return [];
    const near = nearest(component, names);
    const instead = near === undefined ? `the file has ${names.join(', ')}` : 'it is not under components';
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

function placeholderMistakes(stage: PipelineFileV1['stages'][string], at: string[]): Mistake[] {
  const texts: [string, (string | number)[]][] = [
    [stage.repo, [...at, 'repo']],
    ...stage.pins.map((pin, index): [string, (string | number)[]] => [pin.file, [...at, 'pins', index, 'file']]),
  ];
  return texts.flatMap(([text, path]) =>
    [...text.matchAll(/\{([^}]*)\}/g)]
      .filter((match) => match[1] !== 'component')
      .map((match): Mistake => ({
        code: 'PLACEHOLDER',
        path,
        says: `${match[0]} is not a placeholder; the one there is here is {component}`,
      })),
  );
}

function checkMistakes(stage: PipelineFileV1['stages'][string], at: string[]): Mistake[] {
  if (stage.merge !== 'when-green' || stage.checks !== undefined) return [];
  return [
    {
      code: 'NO_CHECKS',
      path: [...at, 'merge'],
      says: 'merges when green, but no check is named: write checks: [name], or checks: none if nothing is to be waited for',
    },
  ];
}
