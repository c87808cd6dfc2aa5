import type { CallRule } from '../../../faults/rule.ts';
import type { Party, Stop } from '../party.ts';

const shop = 'GET /repos/acme/shop';

/** What is nobody's fault: limits, and servers that fail. Rules make these answers, in the form that faults give them by themselves. */
export const visitOutages: Stop = async (party) => {
  const { bot } = party;
  // Nothing remains to somebody at the limit for an hour; nobody on the tour comes back to her.
  const grace = party.person('grace');
  await during(party, { status: 400 }, async () => bot.hears(400, shop));
  await during(party, { status: 403, retryAfter: 60 }, async () => bot.hears(403, shop));
  await during(party, { status: 403, limit: 'primary' }, async () => grace.hears(403, shop));
  await during(party, { status: 429 }, async () => bot.hears(429, shop));
  await during(party, { status: 429, retryAfter: 'date:60' }, async () => bot.hears(429, shop));
  for (const status of [500, 502, 503]) await during(party, { status }, async () => bot.hears(status, shop));
  // A GitHub Enterprise Server without limits knows nothing of them.
  await during(party, { status: 404 }, async () => bot.hears(404, 'GET /rate_limit'));
  await grace.hears(403, 'GET /users/ada');
};

async function during({ stage }: Party, what: CallRule['do'], ask: () => Promise<unknown>): Promise<void> {
  const end = stage.forge.faults.add({ operation: '*', do: what });
  await ask();
  end();
}
