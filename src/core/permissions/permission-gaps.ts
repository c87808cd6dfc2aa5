import type { Account, AppGrants, Asked, Grant, Level } from './grants.ts';
import { withoutEvent, withoutPermission } from './without.ts';

/** What one place at GitHub has not granted of what this release asks for, and where that is mended. */
export interface PermissionGap {
  /** `app`: its registration does not ask for it, so no installation can have it; else the account of an installation. */
  at: 'app' | { installation: number; account: string };
  missing: [Missing, ...Missing[]];
  /** The address where an owner changes the registration, or accepts what it asks for. */
  address: string;
}

/** One permission or event, and what does not work without it. */
export type Missing =
  { permission: string; has?: string; needs: Level; without: string } | { event: string; without: string };

/** What a check of the permissions brought. `unread`: GitHub did not say, so that the gaps are those of the check before. */
export interface PermissionReport {
  gaps: PermissionGap[];
  unread?: string;
}

const LEVELS: readonly string[] = ['read', 'write', 'admin'] satisfies Level[];

/**
 * Compares what this release asks for with what GitHub has granted. An installation is compared with the registration as well:
 * its owner can accept only what that asks for, so what the registration lacks is named once, there.
 */
export function permissionGaps(
  asked: Asked,
  { slug, registered, installations }: AppGrants,
  web: string,
): PermissionGap[] {
  const ofApp = gapOf(
    'app',
    missingIn(registered, asked),
    `${settingsOf(registered.owner, web)}/apps/${slug}/permissions`,
  );
  const ofInstallations = installations.map((installation) =>
    gapOf(
      { installation: installation.id, account: installation.account.login },
      missingIn(installation, acceptable(asked, registered)),
      `${settingsOf(installation.account, web)}/installations/${installation.id}`,
    ),
  );
  return [ofApp, ...ofInstallations].filter((gap) => gap !== undefined);
}

/** The gaps that matter to what one account owns. */
export const gapsOf = (gaps: PermissionGap[], account: string): PermissionGap[] =>
  gaps.filter(({ at }) => at === 'app' || at.account.toLowerCase() === account.toLowerCase());

function gapOf(at: PermissionGap['at'], [first, ...more]: Missing[], address: string): PermissionGap | undefined {
  return first === undefined ? undefined : { at, missing: [first, ...more], address };
}

function missingIn(granted: Grant, asked: Asked): Missing[] {
  const permissions = Object.entries(asked.permissions).flatMap(([permission, needs]): Missing[] => {
    const has = granted.permissions[permission];
    if (reaches(has, needs)) return [];
    return [
      { permission, ...(has === undefined ? {} : { has }), needs, without: withoutPermission(permission, needs) },
    ];
  });
  const events = asked.events
    .filter((event) => !granted.events.includes(event))
    .map((event): Missing => ({ event, without: withoutEvent(event) }));
  return [...permissions, ...events];
}

const reaches = (has: string | undefined, needs: string): boolean =>
  has !== undefined && LEVELS.indexOf(has) >= LEVELS.indexOf(needs);

function acceptable(asked: Asked, { permissions, events }: Grant): Asked {
  const offered = Object.entries(asked.permissions).filter(([name, needs]) => reaches(permissions[name], needs));
  return { permissions: Object.fromEntries(offered), events: asked.events.filter((event) => events.includes(event)) };
}

/** GitHub keeps an organisation's settings below its own name, and a person's below nobody's. */
const settingsOf = (owner: Account | undefined, web: string): string =>
  owner?.isOrganisation === true ? `${web}/organizations/${owner.login}/settings` : `${web}/settings`;
