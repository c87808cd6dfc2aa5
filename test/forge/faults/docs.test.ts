import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { readRules } from '../../../src/forge/faults/read-rules.ts';
import { kinds } from '../../../src/forge/faults/rule.ts';

const page = readFileSync(new URL('../../../docs/forge/faults.md', import.meta.url), 'utf8');

it('every example of the documentation is a rule, and every kind of fault has one', () => {
  const rules = [...page.matchAll(/^```json\n(.+?)^```/gms)].flatMap(([, text]) => readRules(text));

  const shown = rules.flatMap(({ do: what }) => (typeof what === 'object' ? Object.keys(what) : (what ?? [])));
  expect(kinds.filter((kind) => !shown.includes(kind))).toEqual([]);
  expect(rules.length).toBeGreaterThan(30);
});
