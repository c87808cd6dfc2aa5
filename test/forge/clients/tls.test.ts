import { get } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { describeWith, isOnPath } from './client.ts';
import { certificateIn, ServedForge } from './served-forge.ts';

describeWith({ name: 'HTTPS', isThere: isOnPath('openssl'), how: 'apt-get install openssl' }, () => {
  it('a forge with a certificate speaks HTTPS, and its links say so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'forge-tls-'));
    const tls = await certificateIn(folder);
    const served = await ServedForge.with([{ fullName: 'acme/shop', files: {}, private: false }], { tls });

    const answer = await new Promise((resolve, reject) => {
      const headers = { 'user-agent': 'a test' };
      get(`${served.url}/repos/acme/shop`, { ca: tls.cert, headers }, (response) => resolve(json(response))).on(
        'error',
        reject,
      );
    });

    expect(served.url).toMatch(/^https:\/\/localhost:\d+$/);
    expect(answer).toMatchObject({ url: `${served.url}/repos/acme/shop`, html_url: `${served.url}/acme/shop` });
    await served.close();
    rmSync(folder, { recursive: true });
  });
});
