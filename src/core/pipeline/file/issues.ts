import { z } from 'zod';

import { countOf, exactText, plainName, told } from './values.ts';

const rule = z
  .strictObject({
    becomes: told(exactText('a label'), 'Becomes', 'The label that takes its place.').optional(),
    close: told(z.literal(true), 'Close', 'Closes the issue.').optional(),
    when: told(plainName, 'When', 'The environment in which the change has to be verified.'),
  })
  .refine((value) => countOf(value, ['becomes', 'close']) > 0, {
    error: 'does nothing: write becomes: <label>, or close: true',
  })
  .meta({ anyOf: [{ required: ['becomes'] }, { required: ['close'] }] });

/** What is done about issues. */
export const issues = z.strictObject({
  'closed-by-merge': told(
    z.union(
      [
        z.literal('leave'),
        z.strictObject({
          'reopen-until': told(plainName, 'Reopen until', 'The environment in which the change has to be verified.'),
        }),
      ],
      { error: 'leave, or a map with reopen-until' },
    ),
    'Closed by merge',
    'What to do when GitHub itself closes an issue at a merge, long before the change runs.',
  ).optional(),
  labels: told(
    z.record(z.string(), rule),
    'Labels',
    'What becomes of a label when the change of its issue is verified in an environment.',
  ).optional(),
});

/** Said of a name that GitHub would not take for a label. */
export const NOT_A_LABEL = 'is not a label: write 1 to 50 characters';
/** GitHub takes no longer label; a property of every object would be passed over when maps are read. */
export const isLabel = (text: string): boolean => /^[^\p{Cc}]{1,50}$/u.test(text) && text !== '__proto__';
