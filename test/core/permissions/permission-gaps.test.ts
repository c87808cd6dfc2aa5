import { describe, expect, it } from '@jest/globals';

import { readAppManifest } from '../../../src/app-manifest.ts';
import { gapRemedy, gapSentences, gapTitle } from '../../../src/core/permissions/gap-text.ts';
import type { AppGrants, Grant } from '../../../src/core/permissions/grants.ts';
import { gapsOf, permissionGaps } from '../../../src/core/permissions/permission-gaps.ts';
import { isDescribed } from '../../../src/core/permissions/without.ts';

const WEB = 'https://github.example';
const ASKED = readAppManifest();
const acme = { login: 'acme', isOrganisation: true };
const ada = { login: 'ada', isOrganisation: false };

function grants(more: { registered?: Partial<Grant>; acme?: Partial<Grant>; ada?: Partial<Grant> } = {}): AppGrants {
  return {
    slug: 'sluice',
    registered: { owner: acme, ...ASKED, ...more.registered },
    installations: [
      { id: 7, account: acme, ...ASKED, ...more.acme },
      { id: 8, account: ada, ...ASKED, ...more.ada },
    ],
  };
}

const without = (name: string): Grant => ({
  permissions: Object.fromEntries(Object.entries(ASKED.permissions).filter(([one]) => one !== name)),
  events: ASKED.events.filter((event) => event !== name),
});

const told = (granted: AppGrants): unknown =>
  permissionGaps(ASKED, granted, WEB).map((gap) => [gapTitle(gap), ...gapSentences(gap), gapRemedy(gap)]);

describe('the permissions of the App', () => {
  it('are complete where everything is granted, or more', () => {
    const more = {
      permissions: { ...ASKED.permissions, members: 'admin', pages: 'write' },
      events: [...ASKED.events, 'fork'],
    };

    expect(permissionGaps(ASKED, grants({ acme: more }), WEB)).toEqual([]);
  });

  it('that an installation has not accepted are named, with what does not work and where they are accepted', () => {
    const acmes = { permissions: { ...without('deployments').permissions, issues: 'read' } };

    expect(told(grants({ acme: acmes, ada: without('push') }))).toEqual([
      [
        'The App on acme',
        'has no deployments (needs write): no release is deployed, and none is known to have succeeded',
        'has read of issues (needs write): no issue is told, relabelled or closed',
        'an owner of acme accepts it at https://github.example/organizations/acme/settings/installations/7',
      ],
      [
        'The App on ada',
        'is not told of push: a moved branch is seen by the sweep alone, half an hour late',
        'an owner of ada accepts it at https://github.example/settings/installations/8',
      ],
    ]);
  });

  it('that the registration itself does not ask for are named there alone: no owner of an installation can mend them', () => {
    const old = without('merge_queues');

    expect(told(grants({ registered: old, acme: old, ada: old }))).toEqual([
      [
        'The App’s registration',
        expect.stringMatching(/^has no merge_queues \(needs read\): a merge queue gets no/),
        'add it to the App’s registration at https://github.example/organizations/acme/settings/apps/sluice/permissions; owners of each installation are then asked to accept it',
      ],
    ]);
  });

  it('matter to what their account owns, and those of the registration to everybody', () => {
    const gaps = permissionGaps(
      ASKED,
      grants({ registered: without('push'), acme: without('issues'), ada: without('checks') }),
      WEB,
    );

    expect(gapsOf(gaps, 'Acme').map(({ at }) => at)).toEqual(['app', { installation: 7, account: 'acme' }]);
  });

  it('and events of this release all have a clause about what fails without them', () => {
    const names = [...Object.keys(ASKED.permissions), ...ASKED.events];

    expect(names.filter((name) => !isDescribed(name))).toEqual([]);
  });
});
