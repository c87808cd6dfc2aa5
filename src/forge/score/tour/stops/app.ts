import type { Stop } from '../party.ts';

/** The App, its installations and their tokens. */
export const visitApp: Stop = async (party) => {
  const { app, nobody, stage } = party;
  const { acme, globex } = stage.installations;
  await app.asks('GET /app');
  await nobody.asks('GET /apps/traveller');
  await nobody.hears(404, 'GET /apps/nowhere');
  await app.asks('GET /app/installations');
  await app.asks(`GET /app/installations/${acme}`);
  await app.hears(404, 'GET /app/installations/4711');
  await app.asks('GET /orgs/acme/installation');
  await app.hears(404, 'GET /orgs/initech/installation');
  await app.hears(404, 'GET /users/ada/installation');
  await app.asks('GET /users/acme/installation');
  await app.asks('GET /repos/acme/shop/installation');
  await app.hears(404, 'GET /repos/acme/nowhere/installation');
  for (const id of [acme, globex])
    party.equip(id, (await app.asks(`POST /app/installations/${id}/access_tokens`)).token);
  await nobody.hears(401, 'GET /app');
  await party.bearer('no.real.token').hears(401, 'GET /app');
  await party.bearer(stage.jwt({ iat: 'soon' })).hears(401, 'GET /app');
  await party.bearer(stage.jwt({ exp: 1 })).hears(401, 'GET /app');
  await party.bearer(stage.jwt({ exp: stage.clock.now() })).hears(401, 'GET /app');
  await party.bearer(stage.jwt({ iss: 4711 })).hears(404, 'GET /app');
  await visitTokens(party);
};

const visitTokens: Stop = async (party) => {
  const { app, bot, guest, nobody, stage } = party;
  const access = `POST /app/installations/${stage.installations.acme}/access_tokens`;
  const { token } = await app.asks(access, { repositories: ['shop'] });
  await app.hears(404, 'POST /app/installations/4711/access_tokens');
  await app.hears(422, access, { permissions: { codespaces: 'write' } });
  await app.hears(422, access, { repositories: ['nowhere'] });
  await nobody.hears(401, access);
  await bot.asks('GET /installation/repositories');
  await bot.asksAgain('GET /installation/repositories');
  await guest.asks('GET /installation/repositories');
  await party.person('ada').hears(403, 'GET /installation/repositories');
  await party.bearer('ghs_wrong').hears(401, 'GET /installation/repositories');
  const narrowed = party.bearer(token);
  await narrowed.hears(403, 'POST /repos/acme/plain/issues', { title: 'Not mine' });
  await narrowed.hears(204, 'DELETE /installation/token');
  await narrowed.hears(401, 'GET /repos/acme/shop');
};

/** What the App was told of all this, and how its installation ends. */
export const visitDeliveries: Stop = async (party) => {
  const { app, stage } = party;
  const { state } = stage.forge;
  // The one delivery that no installation is behind.
  state.emit({ event: 'ping', sender: state.app.owner, payload: { zen: 'Keep it simple.', hook_id: state.app.id } });
  await stage.forge.hooks.pump();
  const deliveries = '/app/hook/deliveries';
  await app.asks(`GET ${deliveries}`);
  await app.asks(`GET ${deliveries}?per_page=1`);
  const last = stage.forge.hooks.log.at(-1)?.id ?? 0;
  await app.asks(`GET ${deliveries}/${last}`);
  await app.hears(404, `GET ${deliveries}/471100`);
  await app.hears(422, `GET ${deliveries}?cursor=nonsense`);
  await app.hears(202, `POST ${deliveries}/${last}/attempts`);
  const { globex } = stage.installations;
  await app.hears(204, `PUT /app/installations/${globex}/suspended`);
  await app.asks('GET /app/installations');
  await app.hears(403, `POST /app/installations/${globex}/access_tokens`);
  await party.guest.hears(403, 'GET /installation/repositories');
  await party.guest.hears(403, 'GET /repos/globex/site');
  await app.hears(204, `DELETE /app/installations/${globex}/suspended`);
  await app.hears(404, 'PUT /app/installations/4711/suspended');
  await app.hears(404, 'DELETE /app/installations/4711/suspended');
};
