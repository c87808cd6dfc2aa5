import type { Stop } from '../party.ts';

/** Accounts, organisations, teams and who may do what. */
export const visitPeople: Stop = async (party) => {
  const { bot, nobody } = party;
  await nobody.hears(401, 'GET /user');
  await party.person('mallory').asks('GET /user');
  await party.person('mallory').asksAgain('GET /user');
  await party.person('mallory').asks('GET /user/emails');
  await party.person('mallory').asksAgain('GET /user/emails');
  await nobody.hears(401, 'GET /user/emails');
  await bot.hears(403, 'GET /user/emails');
  await bot.hears(403, 'GET /user');
  await nobody.asks('GET /users/ada');
  await nobody.asks('GET /users/acme');
  await bot.asks('GET /users/traveller[bot]');
  await nobody.hears(404, 'GET /users/zelda');
  await party.person('ada').asks('GET /orgs/acme');
  await bot.hears(404, 'GET /orgs/initech');
  await visitCollaborators(party);
  await visitTeams(party);
};

const visitCollaborators: Stop = async (party) => {
  const ada = party.person('ada');
  const shop = '/repos/acme/shop/collaborators';
  for (const login of ['ada', 'grace', 'mallory', 'eve']) await party.bot.asks(`GET ${shop}/${login}/permission`);
  await party.bot.hears(404, `GET ${shop}/zelda/permission`);
  await party.person('mallory').hears(403, `GET ${shop}/grace/permission`);
  await ada.asks(`PUT ${shop}/eve`, { permission: 'triage' });
  await ada.hears(422, `PUT ${shop}/eve`, { permission: 'king' });
  await party.person('grace').hears(403, `PUT ${shop}/eve`, { permission: 'pull' });
  await ada.asks(`DELETE ${shop}/eve`);
  await party.person('grace').hears(403, `DELETE ${shop}/mallory`);
};

const visitTeams: Stop = async (party) => {
  const ada = party.person('ada');
  const team = '/orgs/acme/teams/reviewers/memberships';
  await ada.asks('GET /orgs/acme/teams/reviewers');
  await ada.hears(404, 'GET /orgs/acme/teams/nobodies');
  await ada.asks(`PUT ${team}/mallory`, {});
  await ada.asks(`GET ${team}/mallory`);
  await ada.hears(404, `GET ${team}/eve`);
  await party.person('mallory').hears(403, `PUT ${team}/eve`, {});
  await party.person('mallory').hears(403, `DELETE ${team}/grace`);
  await ada.asks(`DELETE ${team}/mallory`);
  await ada.asks('GET /orgs/acme/memberships/grace');
  await ada.hears(404, 'GET /orgs/acme/memberships/eve');
  await party.guest.hears(403, 'GET /orgs/acme/memberships/grace');
};
