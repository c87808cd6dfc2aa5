import { describe, expect, it } from '@jest/globals';

import { liveThings } from '../../../../src/core/text/live-things.ts';
import { Marker } from '../../../../src/core/text/markers.ts';
import { loadTemplates } from '../../../../src/templates.ts';
import { deployment, factsOf, planned, status, stepsOf } from '../../environments/release.ts';
import { hostileChangelog } from './hostile-changelog.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const render = loadTemplates();
const environment = { deployments: [deployment('b', status('failure'))] };

describe('the comment about a failed deployment', () => {
  it.each(['public', 'internal'] as const)('counts the authors of a repository in a place of %s sight', (audience) => {
    const facts = factsOf({ environment, release: { audience } });
    const [comment] = stepsOf(planned(facts, { changelog: hostileChangelog('Ada Lovelace') }), 'comment');
    const body = render(comment!.body);

    expect(body).toContain('\nChanged by 1 person.\n');
    expect(body).not.toContain('Lovelace');
  });

  it('acts on nothing, whatever the authors of the changes are called', () => {
    const acting = HOSTILE_TEXTS.flatMap((text) => {
      const [comment] = stepsOf(planned(factsOf({ environment }), { changelog: hostileChangelog(text) }), 'comment');
      const { kind, key } = comment!.body;
      const live = liveThings(render(comment!.body), [Marker.format({ kind, key }), '@acme/payments']);
      return live.length === 0 ? [] : [{ text, live }];
    });

    expect(acting).toEqual([]);
  });
});
