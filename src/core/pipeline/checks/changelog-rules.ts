import { isOwnHeading } from '../../changelog/describe/headings.ts';
import { isProject } from '../../changelog/references/tracker-project.ts';
import { NOT_A_PROJECT } from '../file/changelog.ts';
import type { Mistake } from '../problem.ts';
import type { LooseFile } from './loose-file.ts';

/** Projects that are none, headings that stand twice, and those that Sluice needs itself. */
export const changelogMistakes = ({ kinds, trackers }: LooseFile): Mistake[] => [
  ...kinds.flatMap(({ title, index }): Mistake[] => {
    const isTaken = kinds.some((other) => other.index < index && other.title.toLowerCase() === title.toLowerCase());
    const path = ['changelog', 'kinds', index, 'title'];
    if (isOwnHeading(title)) return [{ code: 'VALUE', path, says: `is a heading of Sluice's own; write another` }];
    return isTaken ? [{ code: 'VALUE', path, says: 'is the title of an earlier kind; write both as one kind' }] : [];
  }),
  ...trackers
    .filter((project) => !isProject(project))
    .map((project): Mistake => {
      const inCapitals = project.toUpperCase();
      return {
        code: 'VALUE',
        path: ['changelog', 'trackers', project],
        atKey: true,
        says: NOT_A_PROJECT,
        ...(isProject(inCapitals) ? { near: { word: project, candidates: [inCapitals] } } : {}),
      };
    }),
];
