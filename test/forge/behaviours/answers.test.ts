import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';
import { call, origin } from '../kernel.ts';

describe('a failure of the gateway', () => {
  it.each([502, 503])('%i is a page of HTML, over REST and GraphQL [38]', async (status) => {
    const { forge } = await DomainWorld.with([{ fullName: 'acme/shop' }]);
    const as = forge.personToken('eve');
    forge.faults.add({ operation: '*', when: 'before', do: { status } });

    const answers = [
      await call(forge, 'GET /repos/acme/shop', { as }),
      await call(forge, 'POST /graphql', { as, body: { query: '{ viewer { login } }' } }),
    ];

    for (const answer of answers) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
      expect(await answer.text()).toMatch(/^\s*<(!DOCTYPE )?html/i);
    }
  });
});

describe('the links of a list', () => {
  it('name the repository by its id, and lead through all pages [22]', async () => {
    const world = await DomainWorld.with([{ fullName: 'acme/shop' }]);
    for (const title of ['One', 'Two', 'Three']) await world.done('bot', 'POST /repos/acme/shop/issues', { title });
    const seen: string[] = [];
    const links: string[] = [];

    let next: string | undefined = '/repos/acme/shop/issues?per_page=1';
    while (next !== undefined) {
      const { body, headers } = await world.rest('bot', `GET ${next}`);
      seen.push(body[0].title);
      next = new RegExp(`<${origin}([^>]+)>; rel="next"`).exec(headers.get('link') ?? '')?.[1];
      if (next !== undefined) links.push(next);
    }

    const byId = `/repositories/${world.repo('shop').id}/issues?per_page=1`;
    expect(seen).toEqual(['Three', 'Two', 'One']);
    expect(links).toEqual([`${byId}&page=2`, `${byId}&page=3`]);
    expect(world.breaches()).toEqual([]);
  });
});
