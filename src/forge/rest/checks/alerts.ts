import { Refusal } from '../../http/handler.ts';
import type { Handlers } from '../../http/handler.ts';

export const alertHandlers: Handlers = {
  /** No repository of the forge has alerts switched on; Renovate asks all the same and goes on without them. */
  'dependabot/list-alerts-for-repo': () => {
    throw new Refusal(403, 'Dependabot alerts are disabled for this repository.');
  },
};
