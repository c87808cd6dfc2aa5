import type { Mistake } from '../problem.ts';
import { changelogMistakes } from './changelog-rules.ts';
import { issueMistakes } from './issue-rules.ts';
import { kindMistakes } from './kind-rules.ts';
import type { LooseFile } from './loose-file.ts';
import { meetings } from './meetings.ts';
import { nameMistakes } from './names.ts';
import { patternMistakes } from './pattern-rules.ts';
import { pinMistakes } from './pin-rules.ts';
import { placeholderMistakes } from './placeholders.ts';
import { sourceMistakes } from './sources.ts';

/** What the shape alone cannot show: names that must exist, placeholders, what belongs to which kind, lanes that would meet. */
export const crossCheck = (file: LooseFile): Mistake[] => [
  ...nameMistakes(file),
  ...placeholderMistakes(file),
  ...kindMistakes(file),
  ...sourceMistakes(file),
  ...pinMistakes(file),
  ...patternMistakes(file),
  ...meetings(file),
  ...issueMistakes(file),
  ...changelogMistakes(file),
];
