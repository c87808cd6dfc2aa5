import { expect, it } from '@jest/globals';

import { plan } from '../../../src/core/promotion/plan.ts';
import { dockerfile, factsOf, historyOf, id } from './facts.ts';

it('a rollback is held though a stale branch that set the same value by itself was merged after it', () => {
  const [zero, present, newer] = [id('9'), id('1'), id('2')].map(dockerfile);
  const facts = factsOf({
    here: {
      files: [
        {
          path: 'Dockerfile',
          base: present ?? '',
          history: historyOf(
            { commit: id('f'), author: 'ada', text: present ?? '', before: zero ?? '' },
            { commit: id('e'), author: 'grace', text: present ?? '', before: newer ?? '' },
          ),
        },
      ],
    },
  });

  expect(plan(facts)).toMatchObject({ steps: [], reasons: [{ code: 'rolled-back' }] });
});
