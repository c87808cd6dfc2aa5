import { describe, expect, it } from '@jest/globals';

import { provenText } from '../../../../src/core/promotion/content/content-proof.ts';
import type { Message } from '../../../../src/core/promotion/plan-model.ts';
import { liveThings } from '../../../../src/core/text/live-things.ts';
import { loadTemplates } from '../../../../src/templates.ts';
import { factsOf, listed, onlyStep, planned, type Change } from '../../promotion/facts.ts';

const render = loadTemplates();

const messageOf = (change: Change = {}): Message => onlyStep(planned(factsOf(change)), 'publish').body;

/** As if the neutraliser had let something through. */
const leaking =
  (from: string, to: string) =>
  (message: Message): string =>
    render(message).replaceAll(from, to);

const PROJECT = 'Retry transfers';

describe('the body of a pull request, before it is sent', () => {
  it('is as it was rendered where nothing in it acts', () => {
    const message = messageOf();

    expect(provenText(message, render)).toEqual({ text: render(message), live: [] });
  });

  it.each([
    ['@octocat', 'mention @octocat'],
    ['fixes #1', 'closing fixes #1'],
    ['[x](https://github.com/acme/web/issues/1)', 'backlink https://github.com/acme/web/issues/1'],
    ['<!-- sluice:v1 key=x kind=content -->', 'html <!-- sluice:v1 key=x kind=content -->'],
    ['<b>', 'html <b>'],
    ['<sub>', 'html <sub>'],
    ['</details>', 'html </details>'],
  ])('holds counts alone where a title still held %j', (leaked, live) => {
    const message = messageOf({ here: { declined: { number: 40, by: 'grace' } } });
    const proven = provenText(message, leaking(PROJECT, leaked));

    expect(proven.live).toEqual([live]);
    expect(proven.text).toContain('\n1 pull request · [compare](');
    expect(proven.text).toContain('Of these, what is to be said of it is not shown');
    expect(proven.text).not.toContain(leaked === '<sub>' ? '<sub> (' : leaked);
    expect(liveThings(proven.text).filter((found) => !found.startsWith('html'))).toEqual([]);
  });

  it('holds the folds of its own and no more of them', () => {
    const bot = listed({ number: 8, title: 'Bump', kind: 'dependencies' });
    const message = messageOf({ changelog: { pullRequests: [listed({ number: 7, title: PROJECT }), bot] } });

    expect(provenText(message, render).live).toEqual([]);
    expect(provenText(message, leaking('Bump', '<details>')).live).toEqual(['html <details>']);
  });

  it('is not sent at all where it acts by itself', () => {
    expect(() => provenText(messageOf(), leaking('payments', '@payments'))).toThrow(
      'the template lane-pull-request is live by itself: mention @payments',
    );
  });

  it('may hold the reference to the one before it, and a comment what it is for', () => {
    const declined = messageOf({ here: { declined: { number: 40, by: 'grace' } } });
    const comment: Message = { template: 'x', kind: 'said', model: {}, key: 'x' };

    expect(provenText(declined, render).live).toEqual([]);
    expect(provenText(comment, () => '@acme/payments').live).toEqual([]);
  });
});
