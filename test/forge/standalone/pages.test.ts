import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openStandalone, type Standalone } from '../../../src/forge/standalone/standalone.ts';
import { Person } from '../../../src/forge/cast/person.ts';

let forge: Standalone;
let ada: Person;

beforeEach(async () => {
  forge = await openStandalone({
    port: 0,
    host: '127.0.0.1',
    world: 'acme',
    webhook: 'http://127.0.0.1:1/nobody-listens',
    seed: 'pages',
    description: 'github.com',
    limits: false,
  });
  ada = new Person({ login: 'ada', origin: forge.url, token: forge.forge.personToken('ada') });
});

afterEach(() => forge.close());

async function page(
  path: string,
  accept = 'text/html,application/xhtml+xml',
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${forge.url}${path}`, { headers: { accept } });
  return { status: response.status, text: await response.text() };
}

describe('the pages of the forge', () => {
  it('show the App, its repositories, what is open, and the calls', async () => {
    await ada.proposes('acme/payments', { branch: 'retry', title: 'Retry', body: '', path: 'a.js', text: '1\n' });

    const { status, text } = await page('/');

    expect(status).toBe(200);
    expect(text).toContain('The App <b>my-app</b>');
    expect(text).toContain(`<a href="${forge.url}/acme/payments/pull/1">acme/payments#1</a>`);
    expect(text).toContain('pulls/create');
  });

  it('show a repository, with its branches and how to clone it', async () => {
    const { text } = await page('/acme/manifests');

    expect(text).toContain(`git clone ${forge.url}/acme/manifests.git`);
    expect(text).toContain('<td>main</td>');
  });

  it('show an issue with its comments, and let no foreign text become a tag', async () => {
    const number = await ada.opensIssue('acme/payments', '<b>bold</b>', 'the <script>body</script>');
    await ada.comments('acme/payments', number, 'a <img src=x>');

    const { text } = await page(`/acme/payments/issues/${number}`);

    expect(text).toContain('&lt;b&gt;bold&lt;/b&gt;');
    expect(text).toContain('the &lt;script&gt;body&lt;/script&gt;');
    expect(text).toContain('a &lt;img src&#x3D;x&gt;');
  });

  it('list what was not as GitHub describes it, with its place and value', async () => {
    await ada.call('POST', '/repos/acme/payments/issues', { title: 'x', lables: ['bug'] });

    expect((await page('/')).text).toMatch(/issues\/create<\/td><td class="code">\/lables/);
  });

  it('are for browsers: a program that asks for / is answered by the API', async () => {
    expect(JSON.parse((await page('/', 'application/json')).text)).toHaveProperty('current_user_url');
  });

  it('are not there for a repository or an issue that does not exist', async () => {
    expect((await page('/acme/nothing')).status).toBe(404);
    expect((await page('/acme/payments/issues/77')).status).toBe(404);
  });
});
