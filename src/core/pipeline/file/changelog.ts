import { z } from 'zod';

import { isLabel, NOT_A_LABEL } from './issues.ts';
import { countOf, evenIfWrong, exactText, list, told } from './values.ts';

const MOST_KINDS = 20;
const LONGEST_TITLE = 80;
const MARKS = ['labels', 'types', 'breaking'];

const label = z.string().refine(isLabel, { error: NOT_A_LABEL });

/** The word before the colon of a title after Conventional Commits. */
const type = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, {
  error: 'is not a type of Conventional Commits: write the word before the colon alone, in lower case, such as feat',
});

const kind = z
  .strictObject({
    title: told(
      exactText('a heading').max(LONGEST_TITLE, { error: `is longer than ${LONGEST_TITLE} characters` }),
      'Title',
      'The heading that its changes stand under.',
    ),
    labels: told(list(label), 'Labels', 'Pull requests with one of these labels are of this kind.').optional(),
    types: told(
      list(type),
      'Types',
      'Pull requests whose title begins with one of these types (feat: …) are of this kind.',
    ).optional(),
    breaking: told(z.literal(true), 'Breaking', 'Changes that are marked as breaking are of this kind.').optional(),
  })
  .refine((value) => countOf(value, MARKS) > 0, {
    error: 'takes no change: write labels, types or breaking: true',
    ...evenIfWrong,
  })
  .meta({ anyOf: MARKS.map((mark) => ({ required: [mark] })) });

const KEY = '{key}';
/** With the key after the host; what ends a link in Markdown or HTML has no place in an address. */
const ADDRESS = /^https:\/\/[a-z0-9.-]+(?::\d+)?\/[^\s<>()"'`\\{}\p{Cc}]*\{key\}[^\s<>()"'`\\{}\p{Cc}]*$/iu;
const NOT_AN_ADDRESS = 'is not the address of a tracker: write it as https://jira.example.com/browse/{key}';

const address = z
  .string()
  .refine((text) => text.split(KEY).length === 2, {
    error: 'does not say where the key goes: write {key} in it, once',
    abort: true,
  })
  .refine((text) => ADDRESS.test(text), {
    error: NOT_AN_ADDRESS,
  });

/** How changelogs are arranged. */
export const changelog = z.strictObject({
  kinds: told(
    list(kind).max(MOST_KINDS, { error: `has more than ${MOST_KINDS} kinds` }),
    'Kinds',
    'The kinds of changes, in the order of their headings; a change is of the first that it fits.',
  ).optional(),
  trackers: told(
    z.record(z.string(), address),
    'Trackers',
    'Where keys of other trackers lead, by project: PAY of PAY-12. Keys of other projects are no keys.',
  ).optional(),
});

/** Said of a project whose keys could not be told from other words. */
export const NOT_A_PROJECT =
  'is not the key of a project: write two or more capital letters, digits or _, beginning with a letter, such as PAY';
