import { isLabel, NOT_A_LABEL } from '../file/issues.ts';
import type { Mistake, Path } from '../problem.ts';
import type { LooseFile } from './loose-file.ts';
import { unknownName } from './names.ts';

/** Rules about issues that name no environment, and labels that GitHub would not take. */
export function issueMistakes(file: LooseFile): Mistake[] {
  const { reopenUntil } = file;
  return [
    ...(reopenUntil === undefined
      ? []
      : notAnEnvironment(reopenUntil, ['issues', 'closed-by-merge', 'reopen-until'], file)),
    ...file.labels.flatMap(({ label, when, becomes }): Mistake[] => {
      const at = ['issues', 'labels', label];
      return [
        ...(isLabel(label) ? [] : [{ code: 'VALUE', path: at, atKey: true, says: NOT_A_LABEL }]),
        ...(when === undefined ? [] : notAnEnvironment(when, [...at, 'when'], file)),
        ...(becomes === label
          ? [{ code: 'VALUE', path: [...at, 'becomes'], says: 'is the label that is to become another' }]
          : []),
        ...(becomes === undefined || becomes === '' || isLabel(becomes)
          ? []
          : [{ code: 'VALUE', path: [...at, 'becomes'], says: NOT_A_LABEL }]),
      ];
    }),
  ];
}

function notAnEnvironment(name: string, path: Path, { stages }: LooseFile): Mistake[] {
  const found = stages.find((stage) => stage.name === name);
  if (found?.kind !== undefined && found.kind !== 'environment') {
    const says = `"${name}" is a stage of the kind ${found.kind}; issues are told what arrived in an environment`;
    return [{ code: 'KIND', path, says }];
  }
  if (found !== undefined) return [];
  const environments = stages.filter(({ kind }) => kind === 'environment').map((stage) => stage.name);
  return [unknownName({ path, name, kind: 'stage', code: 'UNKNOWN_STAGE' }, environments)];
}
