import type { Unknown } from '../core/answer.ts';
import type { Instant } from '../core/names.ts';
import type { Clock } from '../ports/clock.ts';
import type { Asked } from '../core/permissions/grants.ts';
import type { Effects } from '../ports/github/effects.ts';
import type { Grants } from '../ports/github/grants.ts';
import type { HookDeliveries } from '../ports/github/hook-deliveries.ts';
import type { Roles } from '../ports/github/roles.ts';
import type { Traffic } from '../ports/github/traffic.ts';
import type { Trees } from '../ports/github/trees.ts';
import type { Log } from '../ports/log.ts';
import type { Looks } from '../ports/github/looks.ts';
import type { InboxBound } from '../ports/store/inbox.ts';
import type { Observed } from '../ports/observe.ts';
import type { Registry } from '../ports/registry.ts';
import type { Store } from '../ports/store/store.ts';
import type { DecideTools } from './lanes/decide.ts';
import type { Policies } from './lanes/policies.ts';
import type { LeasedEffects } from './claims/lease.ts';

/** The ports, as compose put them together; every piece of work makes its own `Tools` of them. */
export interface SharedTools extends DecideTools {
  clock: Clock;
  log: Log;
  store: Store;
  /** How much may wait in the inbox. */
  inboxBound: InboxBound;
  looks: Looks;
  effects: Effects;
  hookDeliveries: HookDeliveries;
  grants: Grants;
  trees: Trees;
  roles: Roles;
  /** What this release asks of GitHub, to be compared with what it grants. */
  asked: Asked;
  registry: Registry;
  policies: Policies;
  /** What GitHub bears at the moment. */
  traffic: Traffic;
  observed: Observed;
  /** Takes every known secret out of a text, for causes that are stored and shown. */
  redact: (text: string) => string;
  /** The App's slug: its bot is `slug[bot]`. */
  slug: string;
  /** Where people read GitHub, without a trailing slash. */
  web: string;
}

/** What an operation works with: what is shared, and effects under the lease of the key that it works on. */
export interface Tools extends Omit<SharedTools, 'effects'> {
  effects: LeasedEffects;
}

/** After an effect whose outcome is unknown, GitHub is given this long to show it. */
export const SETTLE_MS = 30_000;

/** GitHub refused for a reason that the facts did not show; asking again at once would only repeat it. */
export const AFTER_REFUSAL_MS = 10 * 60_000;

/** What could not be read is read again after this long; a failed read decides nothing. */
export const UNREAD_AGAIN_MS = 60_000;

/** What somebody has to mend first (a repository that is archived, gone or closed to the App) is read again as seldom as a sweep is. */
export const LACKING_AGAIN_MS = 30 * 60_000;

/** When what could not be read is read again. */
export const readAgainAt = ({ lasting }: Unknown, now: Instant): Instant =>
  now + (lasting === true ? LACKING_AGAIN_MS : UNREAD_AGAIN_MS);
