import { expect, it } from '@jest/globals';

import { Person } from '../../../src/forge/cast/person.ts';
import { openStandalone } from '../../../src/forge/standalone/standalone.ts';

it('an empty world takes repositories that people make, and the App is installed on each of them', async () => {
  const { forge, url, close } = await openStandalone({
    port: 0,
    host: '127.0.0.1',
    world: 'empty',
    webhook: 'http://127.0.0.1:1/nobody-listens',
    seed: 'empty',
    description: 'github.com',
    limits: false,
  });
  const ada = new Person({ login: 'ada', origin: url, token: forge.personToken('ada') });

  await ada.call('POST', '/orgs/acme/repos', { name: 'shop', auto_init: true });
  await ada.opensIssue('acme/shop', 'It rains in');
  await forge.hooks.pump();
  await close();

  const { account, selection, repositories } = [...forge.state.installations.values()][0]!;
  expect({ login: account.login, selection, size: repositories.size }).toEqual({
    login: 'acme',
    selection: 'all',
    size: 1,
  });
  expect(forge.hooks.log.map(({ event, action }) => [event, action].filter(Boolean).join('.'))).toEqual([
    'repository.created',
    'create',
    'push',
    'issues.opened',
  ]);
  expect(forge.violations).toEqual([]);
});
