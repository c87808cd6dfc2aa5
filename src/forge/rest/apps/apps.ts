import type { Tokens } from '../../auth/tokens.ts';
import { actionsApp } from '../../domain/builds/build.ts';
import { appJson } from '../../domain/json/account.ts';
import { actionsAppJson } from '../../domain/json/builds/actions-app.ts';
import type { Outbox } from '../../events/outbox.ts';
import { Refusal, type Handlers } from '../../http/handler.ts';
import { deliveryHandlers } from './deliveries.ts';
import { installationHandlers } from './installations.ts';
import { tokenHandlers } from './tokens.ts';

/** The operations of the App itself: who it is, where it is installed, its tokens and its deliveries. */
export function appHandlers(tokens: Tokens, outbox: Outbox): Handlers {
  return {
    ...deliveryHandlers(outbox),
    ...installationHandlers,
    ...tokenHandlers(tokens),
    'apps/get-authenticated': ({ state, origin }) => ({
      status: 200,
      body: { ...appJson(state.app, origin), installations_count: state.installations.size },
    }),
    'apps/get-by-slug': ({ state, params, origin }) => {
      if (params['app_slug'] === actionsApp.slug) return { status: 200, body: actionsAppJson(actionsApp, origin) };
      if (params['app_slug'] !== state.app.slug) throw new Refusal(404, 'Not Found');
      return { status: 200, body: appJson(state.app, origin) };
    },
  };
}
