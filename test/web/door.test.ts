import { request } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { fillAcme } from './acme.ts';
import { PageRig } from './page-rig.ts';

let rig: PageRig;

beforeAll(async () => {
  rig = await PageRig.open();
  await fillAcme(rig.store);
});

afterAll(() => rig.close());

/** fetch sets the host itself. */
function statusFor(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(rig.url, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

async function assetPath(name: string): Promise<string> {
  const [, path = ''] = new RegExp(`"(/assets/[0-9a-f]+/${name})"`).exec(await rig.text('/')) ?? [];
  return path;
}

describe('every answer', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/api/v1/lanes'],
    ['GET', '/nothing'],
    ['POST', '/'],
    ['GET', '/assets/0/none.js'],
  ])('to %s %s lets nothing be loaded from elsewhere, framed or remembered', async (method, path) => {
    const { headers } = await rig.get(path, {}, method);

    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is the same for HEAD, without its body', async () => {
    const [head, get] = [await rig.get('/', {}, 'HEAD'), await rig.get('/')];

    expect(head.status).toBe(200);
    expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
    expect(await head.text()).toBe('');
  });

  it.each(['POST', 'PUT', 'DELETE'])('refuses %s, since nothing can be changed here', async (method) => {
    const answer = await rig.get('/', {}, method);

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it('says only so when the reader has it already', async () => {
    const etag = (await rig.get('/')).headers.get('etag') ?? '';

    const again = await rig.get('/', { 'if-none-match': etag });
    rig.clock.at += 3_600_000;
    const later = await rig.get('/', { 'if-none-match': etag });

    expect([again.status, later.status]).toEqual([304, 200]);
    expect(again.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('style and script', () => {
  it('may be kept for good under an address that changes with them', async () => {
    for (const [name, type] of [
      ['style.css', 'text/css; charset=utf-8'],
      ['live.js', 'text/javascript; charset=utf-8'],
      ['icon.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers } = await rig.get(await assetPath(name));

      expect([status, headers.get('content-type')]).toEqual([200, type]);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('are never in the page itself', async () => {
    const html = await rig.text('/');

    expect(html).not.toMatch(/<style|\bstyle=|<script(?! src="\/assets\/)|\bon\w+="/);
  });
});

describe('a page that is open to its machine', () => {
  it('says so', async () => {
    expect(await rig.text('/')).toContain('<p class="notice">This is a demo.</p>');
  });

  it('does not answer to a name of another machine, which a browser here may have been made to use', async () => {
    expect(await statusFor({ host: 'localhost:1' })).toBe(200);
    expect(await statusFor({ host: '127.0.0.1' })).toBe(200);
    expect(await statusFor({ host: 'evil.example' })).toBe(403);
    expect(await statusFor({ host: '127.0.0.1.evil.example' })).toBe(403);
  });

  it('does not answer through a proxy', async () => {
    expect(await statusFor({ host: 'localhost', 'x-forwarded-for': '203.0.113.9' })).toBe(403);
  });
});

describe('a page that is off', () => {
  it('says what to do about it, and shows nothing', async () => {
    const off = await PageRig.open({ off: 'Set PAGE_TEAMS.' });
    await fillAcme(off.store);

    const [page, api] = [await off.get('/'), await off.get('/api/v1/lanes')];
    const texts = [await page.text(), await api.text()];
    await off.close();

    expect([page.status, api.status]).toEqual([403, 403]);
    expect(texts[0]).toContain('Set PAGE_TEAMS.');
    expect(JSON.parse(texts[1]!)).toEqual({ version: 1, error: { title: 'The page is off', says: 'Set PAGE_TEAMS.' } });
    expect(texts.join('')).not.toContain('payments');
  });
});
