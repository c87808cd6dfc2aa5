import { describe, expect, it } from '@jest/globals';

import { readAppManifest } from '../../src/app-manifest.ts';
import { examine } from '../../src/cli/doctor.ts';
import { known, unknown } from '../../src/core/answer.ts';
import type { Grant } from '../../src/core/permissions/grants.ts';
import type { Grants } from '../../src/ports/github/grants.ts';

const asked = readAppManifest();
const account = { login: 'acme', isOrganisation: true };

function doctor(more: Partial<Grants> = {}, granted: Partial<Grant> = {}): Promise<{ text: string; isWell: boolean }> {
  const installations = [{ id: 7, account, ...asked, ...granted }];
  const grants: Grants = {
    read: () => Promise.resolve(known({ slug: 'sluice', registered: asked, installations })),
    webhookUrl: () => Promise.resolve(known('https://sluice.example.com/api/github/webhooks')),
    ...more,
  };
  return examine({ grants, asked, web: 'https://github.example' });
}

describe('the doctor', () => {
  it('finds an App well that has all it asks for', async () => {
    const { text, isWell } = await doctor();

    expect(isWell).toBe(true);
    expect(text.split('\n')).toEqual([
      'well     the key is that of the App sluice, installed on 1 account',
      'well     webhooks go to https://sluice.example.com/api/github/webhooks',
      'well     The App on acme has granted all that the App asks for',
    ]);
  });

  it('names what an installation has not granted, and where it is accepted', async () => {
    const { text, isWell } = await doctor({}, { permissions: { ...asked.permissions, issues: 'read' } });

    expect(isWell).toBe(false);
    expect(text.split('\n').slice(2)).toEqual([
      'trouble  The App on acme',
      '         has read of issues (needs write): no issue is told, relabelled or closed',
      '         → an owner of acme accepts it at https://github.example/organizations/acme/settings/installations/7',
    ]);
  });

  it.each<[string, Partial<Grants>, RegExp]>([
    [
      'the App',
      { read: () => Promise.resolve(unknown('it timed out')) },
      /^trouble {2}the App could not be asked about\n +it timed out$/m,
    ],
    [
      'the webhook',
      { webhookUrl: () => Promise.resolve(unknown('it timed out')) },
      /^trouble {2}the address for webhooks could not be read\n +it timed out$/m,
    ],
  ])('is not well while %s cannot be read', async (_, more, says) => {
    const { text, isWell } = await doctor(more);

    expect(isWell).toBe(false);
    expect(text).toMatch(says);
  });

  it('is not well without an address for webhooks, nor where the App is installed nowhere', async () => {
    const nowhere = known({ slug: 'sluice', registered: asked, installations: [] });
    const { text, isWell } = await doctor({
      read: () => Promise.resolve(nowhere),
      webhookUrl: () => Promise.resolve(known(undefined)),
    });

    expect(isWell).toBe(false);
    expect(text).toMatch(/^trouble {2}the key is that of the App sluice, which is installed nowhere$/m);
    expect(text).toMatch(/^trouble {2}the App has no address for webhooks$/m);
  });
});
