import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import type { Server } from 'node:http';

import { afterEach, describe, expect, it } from '@jest/globals';

import { createApp } from '../../../src/app.ts';
import { createLog } from '../../../src/log.ts';
import type { Inbox } from '../../../src/ports/store/inbox.ts';
import { createHttpServer, WEBHOOK_PATH, type ServerOptions } from '../../../src/web/server.ts';
import { generatedKey } from './generated-key.ts';

const SECRET = 'b7b5f1a0c93e4d68a1f2e3d4c5b6a798';
const PREVIOUS = '0123456789abcdeffedcba9876543210';
const log = createLog('silent');

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Rig {
  url: string;
  port: number;
  /** The guids that came to the inbox. */
  stored: string[];
}

async function rig(options: { put?: Inbox['put'] } & Partial<ServerOptions> = {}): Promise<Rig> {
  const stored: string[] = [];
  const put: Inbox['put'] =
    options.put ??
    ((delivery) => {
      stored.push(delivery.guid);
      return Promise.resolve('stored');
    });
  const app = { id: 1, privateKey: generatedKey, webhookSecret: SECRET, previousWebhookSecret: PREVIOUS };
  const webhooks = await createApp({ app, inbox: { put }, clock: { now: () => 0 }, log, onStored: () => undefined });
  const server = createHttpServer({ webhooks, isReady: () => Promise.resolve(true), log, ...options });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, stored };
}

const signed = (body: Buffer, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

interface Sent {
  guid?: string;
  secret?: string;
  signature?: string;
}

function post({ url }: Rig, body: string | Buffer, { guid = 'g-1', secret, signature }: Sent = {}): Promise<Response> {
  const bytes = Buffer.from(body);
  return fetch(`${url}${WEBHOOK_PATH}`, {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': guid,
      'x-github-event': 'push',
      'x-hub-signature-256': signature ?? signed(bytes, secret),
    },
  });
}

describe('a signature', () => {
  it.each([
    ['the secret', 202, SECRET],
    ['the one that is being replaced', 202, PREVIOUS],
    ['another one', 400, 'f'.repeat(32)],
  ])('by %s is answered %i', async (_, status, secret) => {
    expect((await post(await rig(), '{"a":"ä"}', { secret })).status).toBe(status);
  });

  it('is over the bytes as they came: what decodes to the same text is not the same', async () => {
    const one = await rig();
    const replaced = Buffer.from('{"a":"\ufffd"}');
    const broken = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);

    const forged = await post(one, broken, { signature: signed(replaced) });
    const honest = await post(one, broken);

    expect([forged.status, await forged.text()]).toEqual([400, 'the signature does not match the webhook secret\n']);
    expect([honest.status, await honest.text()]).toEqual([400, 'the body is not a JSON object\n']);
    expect(one.stored).toEqual([]);
  });

  it.each(['', 'sha256=', `sha1=${'0'.repeat(40)}`, `sha256=${'0'.repeat(63)}`, `sha256=${'ä'.repeat(64)}`])(
    'of another form is refused: %j',
    async (signature) => {
      const one = await rig();
      const bytes = Buffer.from('{}');
      const header = Buffer.from(signature, 'utf8').toString('latin1');

      expect((await post(one, bytes, { signature: header })).status).toBe(400);
      expect(one.stored).toEqual([]);
    },
  );
});

describe('a delivery', () => {
  it('is refused with 503 and a time to come back while too much waits', async () => {
    const full = await rig({ put: (_delivery, bound) => Promise.resolve(bound === undefined ? 'stored' : 'full') });

    const answer = await post(full, '{}');

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await answer.text()).toContain('it is asked for again');
  });

  it('is answered in time by 503 when the store does not answer', async () => {
    const hanging = await rig({ put: () => new Promise(() => undefined), patience: { answer: 1_200 } });

    const answer = await post(hanging, '{}');

    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('did not answer in time');
  });

  it('is answered 503 when the store fails', async () => {
    const failing = await rig({ put: () => Promise.reject(new Error('connection lost')) });

    expect((await post(failing, '{}')).status).toBe(503);
  });

  it('is refused before it is read where its header announces more than 25 MB', async () => {
    const { port } = await rig();
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST ${WEBHOOK_PATH} HTTP/1.1\r\nhost: here\r\ncontent-length: 26214401\r\n\r\n`);

    expect(String(await once(socket, 'data'))).toContain('413');
  });

  it('is refused while too many large ones are held, and taken again when they are gone', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<'stored'>();
    let held = 0;
    const one = await rig({
      // However slowly a busy machine takes the third.
      patience: { answer: 60_000 },
      put: ({ guid }) => {
        if (!guid.startsWith('large')) return Promise.resolve('stored');
        held += 1;
        return released;
      },
    });
    const large = `{"a":"${'x'.repeat(24 * 1024 * 1024)}"}`;
    const first = [post(one, large, { guid: 'large-1' }), post(one, large, { guid: 'large-2' })];
    while (held < 2) await new Promise((resolve) => setImmediate(resolve));

    const third = await post(one, large, { guid: 'third' }).then(
      ({ status }) => status,
      () => 'cut off',
    );
    const small = await post(one, '{}', { guid: 'small' });
    release('stored');

    expect([503, 'cut off']).toContain(third);
    expect(small.status).toBe(202);
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([202, 202]);
    expect((await post(one, large, { guid: 'again' })).status).toBe(202);
  });

  it('that is sent too slowly is cut off', async () => {
    const { port } = await rig({ patience: { headers: 300, body: 600 } });
    const slowHeaders = connect(port, '127.0.0.1');
    slowHeaders.write('POST / HTTP/1.1\r\n');
    const slowBody = connect(port, '127.0.0.1');
    slowBody.write(`POST ${WEBHOOK_PATH} HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{`);

    const said = await Promise.all([once(slowHeaders, 'data'), once(slowBody, 'data')]);

    expect(said.map(String)).toEqual([expect.stringContaining('408'), expect.stringContaining('408')]);
  });
});

describe('health', () => {
  const statusOf = async (path: string, options: Partial<ServerOptions>): Promise<number> =>
    (await fetch(`${(await rig(options)).url}${path}`)).status;

  it('is ready while the store answers, within its time', async () => {
    const hangs = { isReady: () => new Promise<boolean>(() => undefined), patience: { ready: 50 } };

    expect(await statusOf('/readyz', {})).toBe(200);
    expect(await statusOf('/readyz', hangs)).toBe(503);
    expect(await statusOf('/readyz', { isReady: () => Promise.reject(new Error('gone')) })).toBe(503);
  });

  it('is not ready once it was told to stop, and alive as long as the work goes on', async () => {
    expect(await statusOf('/readyz', { isStopping: () => true })).toBe(503);
    expect(await statusOf('/livez', { isStopping: () => true })).toBe(200);
    expect(await statusOf('/livez', { isAlive: () => false })).toBe(503);
  });
});
