import { describe, expect, it } from '@jest/globals';
import { satisfies, wantedPermissions } from '../../../src/forge/auth/permissions.ts';
import { hearing } from '../../../src/forge/events/subscriptions.ts';
import { allWishes } from '../../../src/forge/standalone/app-file.ts';

/** What the forge asks of Apps outside of repositories, and for pushes to a certain folder. */
const others = ['administration:write', 'members:write', 'organization_administration:read', 'workflows:write'];

describe('an App without a manifest', () => {
  it('may do all that the forge asks a permission for', () => {
    const wanted = [...wantedPermissions(), ...others, ...Object.values(hearing).map((name) => `${name}:read`)];

    const missing = wanted.filter((one) => !satisfies(allWishes.permissions, { permissions: [one], role: 'read' }));

    expect(wanted.length).toBeGreaterThan(others.length);
    expect(missing).toEqual([]);
  });
});
