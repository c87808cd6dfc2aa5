import { environmentKeys } from '../file/stages.ts';
import type { Mistake } from '../problem.ts';
import type { LooseFile, LooseStage } from './loose-file.ts';

/** What the kind of a stage does not allow. */
export const kindMistakes = (file: LooseFile): Mistake[] =>
  file.stages.flatMap((stage) => [...misplacedKeys(stage), ...checkMistakes(stage)]);

function misplacedKeys({ name, kind, keys }: LooseStage): Mistake[] {
  if (kind === undefined || kind === 'environment') return [];
  const ofEnvironments = keys.filter((key) => Object.hasOwn(environmentKeys, key));
  const mistakes = ofEnvironments.map((key): Mistake => ({
    code: 'KIND',
    path: ['stages', name, key],
    atKey: true,
    says: `belongs to environments, and ${name} is a stage of the kind ${kind}`,
  }));
  if (kind !== 'docker' || !keys.includes('from')) return mistakes;
  const says = 'has no place here: a stage of the kind docker comes from the code, and nothing lies between';
  return [...mistakes, { code: 'KIND', path: ['stages', name, 'from'], atKey: true, says }];
}

function checkMistakes({ name, waitsForNothing }: LooseStage): Mistake[] {
  if (!waitsForNothing) return [];
  const says =
    'when-green has no check to wait for: write checks: [name], or checks: none if nothing is to be waited for';
  return [{ code: 'NO_CHECKS', path: ['stages', name, 'merge'], says }];
}
