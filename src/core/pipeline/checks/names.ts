import { isPlainName } from '../../names.ts';
import { list } from '../../text/phrases.ts';
import { NOT_A_NAME } from '../file/values.ts';
import type { Mistake, Path } from '../problem.ts';
import type { LooseFile, LooseStage, Named } from './loose-file.ts';

/** Names that are none, and names of components, prefabs and code that are not there. */
export const nameMistakes = (file: LooseFile): Mistake[] => [
  ...wrongNames(file),
  ...unknownPrefabs(file),
  ...missingCode(file),
  ...file.stages.flatMap((stage) => [
    ...(file.components === undefined
      ? []
      : unknownComponents(
          stage,
          file.components.map(({ name }) => name),
        )),
    ...wrongSets(stage, file),
  ]),
];

/** Names become parts of branch names. */
function wrongNames({ components = [], prefabs, stages }: LooseFile): Mistake[] {
  return Object.entries({ components, prefabs, stages }).flatMap(([section, named]) =>
    named
      .filter(({ name }) => !isPlainName(name))
      .map(({ name }): Mistake => ({ code: 'NAME', path: [section, name], atKey: true, says: NOT_A_NAME })),
  );
}

/** A name that is not among others, which are listed where they are few. */
export function unknownName(
  unknown: { path: Path; name: string; kind: string; code: string },
  names: string[],
): Mistake {
  const { path, name, kind, code } = unknown;
  const instead = names.length > 10 || names.length === 0 ? `it is not under ${kind}s` : `the file has ${list(names)}`;
  return {
    code,
    path,
    says: `"${name}" is not a ${kind}; ${instead}`,
    near: { word: name, candidates: names },
  };
}

function unknownPrefabs({ components = [], prefabs }: LooseFile): Mistake[] {
  const names = prefabs.map(({ name }) => name);
  const known = new Set(names);
  return components.flatMap(({ name, like }): Mistake[] =>
    like === undefined || known.has(like)
      ? []
      : [
          unknownName(
            { path: ['components', name, 'like'], name: like, kind: 'prefab', code: 'UNKNOWN_PREFAB' },
            names,
          ),
        ],
  );
}

function missingCode({ components = [], prefabs }: LooseFile): Mistake[] {
  const coded = new Map(prefabs.map(({ name, hasCode }) => [name, hasCode]));
  const says = 'is missing; it takes owner/name, or a map with repo';
  return components
    .filter(({ hasCode, like }) => !hasCode && (like === undefined || coded.get(like) === false))
    .map(({ name }): Mistake => ({ code: 'MISSING', path: ['components', name, 'code'], says }));
}

function unknownComponents(stage: LooseStage, names: string[]): Mistake[] {
  const known = new Set(names);
  return [...(stage.components ?? []), ...stage.together.flat()].flatMap(({ name, at }): Mistake[] => {
    if (known.has(name)) return [];
    const path = ['stages', stage.name, ...at];
    return [unknownName({ path, name, kind: 'component', code: 'UNKNOWN_COMPONENT' }, names)];
  });
}

/** Sets of a stage that name a component which is not in it, or one twice. */
function wrongSets({ name, components, together }: LooseStage, file: LooseFile): Mistake[] {
  const here = components === undefined ? undefined : new Set(components.map((component) => component.name));
  const known = new Set((file.components ?? []).map((component) => component.name));
  const seen = new Set<string>();
  return together.flat().flatMap((member: Named): Mistake[] => {
    const path = ['stages', name, ...member.at];
    if (seen.has(member.name)) {
      return [{ code: 'VALUE', path, says: `"${member.name}" is in a set already; a component is in one at most` }];
    }
    seen.add(member.name);
    if (here === undefined || here.has(member.name) || !known.has(member.name)) return [];
    return [{ code: 'VALUE', path, says: `"${member.name}" does not go through this stage` }];
  });
}
