import { describe, expect, it } from '@jest/globals';
import { trackerKeysIn, trackerKeysOfBranch } from '../../../src/core/changelog/references/tracker-keys.ts';

const projects = ['PAY', 'MY_PAY', 'CVE', 'SHA', 'TICKET'];

describe('the keys of other trackers', () => {
  it.each([
    ['PAY-12: open the door', ['PAY-12']],
    ['[PAY-12] open (PAY-13), see PAY-14.', ['PAY-12', 'PAY-13', 'PAY-14']],
    ['open the door\n\nRefs: #PAY-12\r\nPAY-12', ['PAY-12']],
    ['PAY-12-open-the-door', ['PAY-12']],
    ['https://jira.acme.dev/browse/PAY-12?focus=1', ['PAY-12']],
    ['[the door](https://jira.acme.dev/browse/PAY-12)', ['PAY-12']],
    ['[PAY-12](https://acme.dev/doors)', ['PAY-12']],
    ['**PAY-12** and MY_PAY-3', ['PAY-12', 'MY_PAY-3']],
  ])('are found in %j', (text, keys) => {
    expect(trackerKeysIn(text, projects)).toEqual(keys);
  });

  it.each([
    'CVE-2024-1234',
    'thisPAY-123',
    'X_PAY-12',
    'pre-PAY-12',
    'TICKET-123-455',
    'PAY-012 PAY-0',
    'PAY-1.5',
    'PAY-12th',
    'SHA-256sum',
    'web-1 pay-12',
    'OTHER-1 UTF-8 RFC-2119',
    'PAY - 12, PAY12',
    '`PAY-12`',
    '```\nPAY-12\n```',
    '<!-- PAY-12 -->',
    '> PAY-12',
  ])('are not found in %j', (text) => {
    expect(trackerKeysIn(text, projects)).toEqual([]);
  });

  it('are none where no project is named', () => {
    expect(trackerKeysIn('PAY-12', [])).toEqual([]);
    expect(trackerKeysOfBranch('PAY-12', [])).toEqual([]);
  });

  it('are not made by what stands in the list of projects', () => {
    expect(trackerKeysIn('PAY-12 aPAY-3', ['.*', 'P|', '', 'pay'])).toEqual(['PAY-12']);
  });

  it.each([
    ['feature/PAY-12-checkout', ['PAY-12']],
    ['feature/pay-12-checkout', ['PAY-12']],
    ['fix_PAY-12_and-pay-13', ['PAY-12', 'PAY-13']],
    ['PAY-12-2fa', ['PAY-12']],
    ['my_pay-7', ['MY_PAY-7']],
    ['ticket-123-455', []],
    ['release/cve-2024-1234', []],
    ['repay-12', []],
    ['pay-012', []],
  ])('are found in branches however they are written: %s', (branch, keys) => {
    expect(trackerKeysOfBranch(branch, projects)).toEqual(keys);
  });

  it.each(['Merge pull request #1 from acme/feature/pay-12-checkout', "Merge branch 'pay-12' into main"])(
    'are found in the branch that a merge names: %s',
    (subject) => {
      expect(trackerKeysIn(`${subject}\n\nPAY-3: doors, and pay-4`, projects)).toEqual(['PAY-3', 'PAY-12']);
    },
  );
});
