import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { suspendInstallation } from '../../src/forge/domain/installations.ts';
import { accountJson, organizationJson } from '../../src/forge/domain/json/account.ts';
import { pushRepositoryJson } from '../../src/forge/domain/json/repository.ts';
import type { DomainEvent, Repo } from '../../src/forge/domain/state.ts';
import { checkDeliveryHeaders, hookIdOf } from '../../src/forge/events/delivery-headers.ts';
import type { Forge } from '../../src/forge/forge.ts';
import { addRepo, appJwt, call, install, noon, startKernel } from './kernel.ts';

const oid = (digit: string) => digit.repeat(40);

/** A push as the domain emits it; `after` tells one from another. */
function pushEvent({ state }: Forge, repo: Repo, after = oid('b')): DomainEvent {
  const payload = {
    ref: 'refs/heads/main',
    before: oid('a'),
    after,
    base_ref: null,
    compare: `${state.origin}/compare`,
    created: false,
    deleted: false,
    forced: false,
    commits: [],
    head_commit: null,
    pusher: { name: 'ada' },
    repository: { ...pushRepositoryJson(repo, state.origin), created_at: 1, pushed_at: 1, master_branch: 'main' },
    organization: organizationJson(repo.owner, state.origin),
    sender: accountJson(repo.owner, state.origin),
  };
  return { event: 'push', repo, sender: repo.owner, payload };
}

function start() {
  const kernel = startKernel();
  const { forge } = kernel;
  const repo = addRepo(forge, 'acme/shop');
  const installation = install(forge, [repo]);
  const received: { headers: Record<string, string>; body: string; after: string }[] = [];
  forge.hooks.deliver = async (_url, headers, body) => {
    received.push({ headers, body, after: (JSON.parse(body) as { after: string }).after.slice(0, 1) });
    return 202;
  };
  const push = (after = 'b') => forge.state.emit(pushEvent(forge, repo, oid(after)));
  return { ...kernel, repo, installation, received, push };
}

describe('the outbox', () => {
  it('delivers an event with its installation, a guid and a signature over the bytes sent', async () => {
    const { forge, installation, received, push } = start();

    push();
    expect(await forge.hooks.pump()).toBe(1);

    const [delivery] = received;
    expect(JSON.parse(delivery!.body)).toMatchObject({ ref: 'refs/heads/main', installation: { id: installation.id } });
    expect(delivery!.headers).toMatchObject({
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-github-hook-id': String(hookIdOf(7)),
      'x-github-hook-installation-target-id': '7',
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature-256': `sha256=${createHmac('sha256', 'shared').update(delivery!.body).digest('hex')}`,
      'x-hub-signature': `sha1=${createHmac('sha1', 'shared').update(delivery!.body).digest('hex')}`,
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
    });
    expect(hookIdOf(7)).not.toBe(7);
    expect(forge.violations).toEqual([]);
  });

  it('holds the headers against those that GitHub names', () => {
    const { forge, push } = start();
    push();
    const [{ headers } = { headers: {} }] = forge.hooks.pending;
    const places = (changed: Record<string, string>) =>
      checkDeliveryHeaders('push', changed, false).map(({ pointer, message }) => `${pointer} ${message}`);
    const { 'x-hub-signature': _sha1, ...unsigned } = headers as Record<string, string>;

    expect(places(headers)).toEqual([]);
    expect(places(unsigned)).toEqual(['header:x-hub-signature is missing from the delivery']);
    expect(places({ ...headers, 'x-github-event': 'create', 'x-mine': '1' })).toEqual([
      'header:x-github-event is no header of a delivery of GitHub',
      'header:x-mine is no header of a delivery of GitHub',
    ]);
    expect(checkDeliveryHeaders('push', headers, true)).toHaveLength(2);
  });

  it('waits to be pumped, and then is empty', async () => {
    const { forge, received, push } = start();

    push();

    expect([forge.hooks.pending.length, received.length]).toEqual([1, 0]);
    await forge.hooks.pump();
    expect([forge.hooks.pending.length, received.length]).toEqual([0, 1]);
    expect(await forge.hooks.pump()).toBe(0);
  });

  it('keeps what the App has not subscribed to, or cannot see, to itself', () => {
    const { forge, repo, push } = start();
    const elsewhere = addRepo(forge, 'acme/elsewhere');

    forge.state.emit({ ...pushEvent(forge, repo), event: 'create' });
    forge.state.emit(pushEvent(forge, elsewhere));
    forge.state.app.events = [];
    push();

    expect(forge.hooks.pending).toEqual([]);
  });

  it('sends nothing of a suspended installation', () => {
    const { forge, installation, push } = start();
    installation.suspendedAt = noon;

    push();

    expect(forge.hooks.pending).toEqual([]);
  });

  it('always tells about installations, with the one the event carries', () => {
    const { forge, repo, installation } = start();

    suspendInstallation(forge.state, installation, repo.owner);

    const installationId = installation.id;
    expect(forge.hooks.pending).toMatchObject([{ event: 'installation', action: 'suspend', installationId }]);
  });

  it('holds every payload against GitHub’s description', () => {
    const { forge, repo } = start();
    const event = pushEvent(forge, repo);

    forge.state.emit({ ...event, payload: { ...event.payload, forced: 'no' } });

    expect(forge.violations).toMatchObject([{ what: 'webhook', operationId: 'push', pointer: '/forced', value: 'no' }]);
  });

  it('shows the world as it was when the event happened', async () => {
    const { forge, repo, received } = start();
    const event = pushEvent(forge, repo);

    forge.state.emit(event);
    event.payload['ref'] = 'refs/heads/later';
    await forge.hooks.pump();

    expect(received[0]?.body).toContain('refs/heads/main');
  });

  it('delivers in order, one after the other, also when pumped twice at once', async () => {
    const { forge, received, push } = start();
    const record = forge.hooks.deliver;
    forge.hooks.deliver = async (...delivery) => {
      await new Promise(setImmediate);
      return record(...delivery);
    };

    push('1');
    const first = forge.hooks.pump();
    push('2');
    await Promise.all([forge.hooks.pump(), first]);

    expect(received.map(({ after }) => after)).toEqual(['1', '2']);
  });

  it('leaves what happens during a pump for the next one', async () => {
    const { forge, received, push } = start();
    const record = forge.hooks.deliver;
    forge.hooks.deliver = async (...delivery) => {
      if (received.length === 0) push('2');
      return record(...delivery);
    };

    push('1');

    expect(await forge.hooks.pump()).toBe(1);
    expect(forge.hooks.pending).toHaveLength(1);
  });

  it('delivers by itself when it is automatic', async () => {
    const { forge, push } = start();
    forge.hooks.auto = true;

    const arrived = new Promise<string>((resolve) => {
      forge.hooks.deliver = async (_url, _headers, body) => {
        resolve(body);
        return 200;
      };
    });
    push();

    expect(await arrived).toContain('refs/heads/main');
  });

  it('posts to a real receiver and lists its answer', async () => {
    const { forge, push } = start();
    const { hooks } = startKernel().forge;
    forge.hooks.deliver = hooks.deliver;
    const bodies: string[] = [];
    const receiver = createServer((request, response) => {
      void buffer(request).then((body) => {
        bodies.push(body.toString());
        response.writeHead(503).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    forge.state.app.webhook = {
      url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      secret: 'shared',
    };

    push();
    await forge.hooks.pump();
    receiver.close();
    receiver.closeAllConnections();

    expect(bodies).toHaveLength(1);
    expect(forge.hooks.log).toMatchObject([{ status: 'Invalid HTTP Response: 503', statusCode: 503 }]);
  });
});

describe('the log', () => {
  it('a receiver that cannot be reached makes a failed delivery', async () => {
    const { forge, push } = start();
    forge.hooks.deliver = async () => {
      throw new TypeError('fetch failed');
    };

    push();

    expect(await forge.hooks.pump()).toBe(0);
    expect(forge.hooks.log).toMatchObject([{ status: 'failed to connect to host', statusCode: 0 }]);
  });
});

describe('the delivery list of the App', () => {
  async function withDeliveries() {
    const kernel = start();
    for (const after of ['1', '2', '3', '4', '5']) kernel.push(after);
    await kernel.forge.hooks.pump();
    const get = (path: string) => call(kernel.forge, `GET ${path}`, { as: appJwt(noon) });
    return { ...kernel, get };
  }

  it('pages from the newest by cursor [22]', async () => {
    const { forge, get } = await withDeliveries();
    const ids: number[][] = [];

    let next: string | undefined = '/app/hook/deliveries?per_page=2';
    while (next !== undefined) {
      const response: Response = await get(next);
      ids.push(((await response.json()) as { id: number }[]).map(({ id }) => id));
      next = /<http:\/\/forge\.test([^>]+cursor=v1_[^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }

    expect(ids).toEqual([[5, 4], [3, 2], [1]]);
    expect(forge.violations).toEqual([]);
  });

  it('shows one delivery with the payload and the headers it was sent with', async () => {
    const { forge, get, repo, installation } = await withDeliveries();

    const delivery = await (await get('/app/hook/deliveries/3')).json();

    expect(delivery).toMatchObject({
      id: 3,
      status: 'OK',
      status_code: 202,
      repository_id: repo.id,
      installation_id: installation.id,
      request: { headers: { 'x-github-event': 'push' }, payload: { after: oid('3') } },
    });
    expect((await get('/app/hook/deliveries/99')).status).toBe(404);
    expect(forge.violations).toEqual([]);
  });
});
