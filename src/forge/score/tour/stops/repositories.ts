import type { Stop } from '../party.ts';

/** Repositories, and what is about no repository at all. */
export const visitRepositories: Stop = async (party) => {
  const { bot, guest, nobody } = party;
  const [ada, eve] = [party.person('ada'), party.person('eve')];
  await nobody.asks('GET /');
  await nobody.asks('GET /meta');
  await nobody.asksAgain('GET /meta');
  await bot.asks('GET /rate_limit');
  await nobody.asks('GET /rate_limit');
  await party.bearer('ghp_wrong').hears(401, 'GET /rate_limit');
  for (const name of ['shop', 'plain']) for (const who of [bot, ada, nobody]) await who.asks(`GET /repos/acme/${name}`);
  await bot.asksAgain('GET /repos/acme/shop');
  await nobody.hears(404, 'GET /repos/acme/vault');
  await eve.hears(404, 'GET /repos/acme/vault');
  await party.bearer('ghp_wrong').hears(401, 'GET /repos/acme/shop');
  await guest.hears(403, 'POST /repos/globex/site/issues', { title: 'Mine' });
  await ada.hears(403, 'GET /repos/acme/shop/dependabot/alerts');
  await bot.asks('GET /orgs/acme/repos');
  await bot.asks('GET /orgs/acme/repos?per_page=2');
  const made = { name: 'workshop', description: 'Where things are made', private: true, auto_init: true };
  await ada.asks('POST /orgs/acme/repos', made);
  await ada.hears(422, 'POST /orgs/acme/repos', made);
  await eve.hears(403, 'POST /orgs/acme/repos', { name: 'den' });
};

/** Renaming comes last: every path of the old name moves with it. */
export const visitRenaming: Stop = async (party) => {
  const ada = party.person('ada');
  const depot = '/repos/acme/depot';
  await ada.asks(`PATCH ${depot}`, { description: 'Behind a door' });
  await party.person('grace').hears(403, `PATCH ${depot}`, { description: 'Mine' });
  await party.person('eve').hears(404, 'PATCH /repos/acme/vault', { description: 'Mine' });
  await ada.hears(422, `PATCH ${depot}`, { default_branch: 'nowhere' });
  await ada.hears(422, `PATCH ${depot}`, { name: 'shop' });
  await ada.asks(`PATCH ${depot}`, { name: 'store' });
  await ada.hears(301, `GET ${depot}`);
  await ada.hears(307, `PATCH ${depot}`, { description: 'Gone' });
  await ada.hears(301, `GET ${depot}/issues`);
  await ada.hears(301, `GET ${depot}/branches/main`);
  await ada.hears(301, `GET ${depot}/commits/main/statuses`);
  await party.app.hears(301, `GET ${depot}/installation`);
  await ada.asks('PATCH /repos/acme/store', { archived: true });
  await ada.hears(403, 'POST /repos/acme/store/issues', { title: 'Too late' });
};
