import type { Clock } from '../ports/clock.ts';
import type { Asked } from '../core/permissions/grants.ts';
import type { Effects } from '../ports/github/effects.ts';
import type { Grants } from '../ports/github/grants.ts';
import type { HookDeliveries } from '../ports/github/hook-deliveries.ts';
import type { Roles } from '../ports/github/roles.ts';
import type { Trees } from '../ports/github/trees.ts';
import type { Log } from '../ports/log.ts';
import type { Looks } from '../ports/github/looks.ts';
import type { Registry } from '../ports/registry.ts';
import type { Store } from '../ports/store/store.ts';
import type { DecideTools } from './lanes/decide.ts';
import type { Policies } from './lanes/policies.ts';

/** What every operation works with: the ports, as compose put them together. */
export interface Tools extends DecideTools {
  clock: Clock;
  log: Log;
  store: Store;
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
  /** The App's slug: its bot is `slug[bot]`. */
  slug: string;
  /** Where people read GitHub, without a trailing slash. */
  web: string;
}

/** After an effect whose outcome is unknown, GitHub is given this long to show it. */
export const SETTLE_MS = 30_000;

/** What could not be read is read again after this long; a failed read decides nothing. */
export const UNREAD_AGAIN_MS = 60_000;
