import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Digest } from '../../src/core/names.ts';
import { createRegistry } from '../../src/forge/registry/registry.ts';
import { commit, fact, madeOf, rig, why, type Rig } from './rig.ts';

const absent = `sha256:${'0'.repeat(64)}` as Digest;
let rigged: Rig;

beforeEach(async () => {
  rigged = await rig();
});
afterEach(async () => rigged.close());

function push(image: Partial<Parameters<Rig['registry']['push']>[0]> = {}): Digest {
  return rigged.registry.push({ repository: 'acme/payments', tag: 'v1', ...image }).digest as Digest;
}

/** The true answer without the header that names its digest, as older registries answer. */
const nameless = (truth: Response): Response => {
  const headers = new Headers(truth.headers);
  headers.delete('docker-content-digest');
  return new Response(truth.body, { status: truth.status, headers });
};

describe('a tag', () => {
  it('names a digest, whether of an image or of an index', async () => {
    const image = push();
    const index = push({ tag: 'v2', platforms: ['linux/amd64', 'linux/arm64'] });

    expect(fact(await rigged.client().digestOf(rigged.image, 'v1'))).toBe(image);
    expect(fact(await rigged.client().digestOf(rigged.image, 'v2'))).toBe(index);
    expect(index).not.toBe(image);
  });

  it('is asked for anew each time, since it may move', async () => {
    push();
    const client = rigged.client();
    await client.digestOf(rigged.image, 'v1');

    const moved = push({ revision: commit });

    expect(fact(await client.digestOf(rigged.image, 'v1'))).toBe(moved);
  });

  it('that does not exist is known not to, and so is one of no repository', async () => {
    push();

    expect(await rigged.client().digestOf(rigged.image, 'v2')).toEqual({ known: undefined });
    expect(await rigged.client().digestOf(`${rigged.host}/acme/none`, 'v1')).toEqual({ known: undefined });
  });

  it('no registry could have is refused without a call', async () => {
    expect(why(await rigged.client().digestOf(rigged.image, '../v1'))).toBe('"../v1" is no tag that an image can have');
    expect(rigged.registry.calls).toEqual([]);
  });

  it('is resolved by the bytes where the registry does not say the digest', async () => {
    const digest = push();
    rigged.registry.fails({ answer: nameless });

    expect(fact(await rigged.client().digestOf(rigged.image, 'v1'))).toBe(digest);
    expect(madeOf(rigged).map((call) => call.split(' ')[0])).toEqual(['HEAD', 'GET']);
  });

  it('is not resolved when the registry says another digest than its bytes have', async () => {
    push();
    rigged.registry.fails({ method: 'HEAD', answer: nameless });
    const lie = ({ body }: Response): Response => new Response(body, { headers: { 'docker-content-digest': absent } });
    rigged.registry.fails({ method: 'GET', answer: lie });

    expect(why(await rigged.client().digestOf(rigged.image, 'v1'))).toContain('shows other bytes of acme/payments');
  });

  it('of what is no image is not resolved by its bytes', async () => {
    rigged.registry.fails({ answer: () => new Response('<html>Welcome</html>') });

    expect(why(await rigged.client().digestOf(rigged.image, 'v1'))).toBe(
      `${rigged.host} has something for acme/payments that is no image`,
    );
  });
});

describe('an image', () => {
  it('is there by its digest, or is known not to be', async () => {
    const digest = push();

    expect(await rigged.client().has(rigged.image, digest)).toEqual({ known: true });
    expect(await rigged.client().has(rigged.image, absent)).toEqual({ known: false });
    expect(await rigged.client().has(`${rigged.host}/acme/web`, digest)).toEqual({ known: false });
  });

  it('that was there is not asked for again; one that was not is', async () => {
    const client = rigged.client();
    const digest = createRegistry().push({ repository: 'acme/payments' }).digest as Digest;
    expect(fact(await client.has(rigged.image, digest))).toBe(false);

    push();

    expect(fact(await client.has(rigged.image, digest))).toBe(true);
    expect(fact(await client.has(rigged.image, digest))).toBe(true);
    expect(rigged.registry.calls).toHaveLength(2);
  });

  it('under another digest than the one asked for is not believed', async () => {
    const digest = push();
    rigged.registry.fails({
      answer: () => new Response(null, { headers: { 'docker-content-digest': absent } }),
    });

    expect(why(await rigged.client().has(rigged.image, digest))).toBe(
      `${rigged.host} shows other bytes of acme/payments than the digest ${digest} names`,
    );
  });

  it('on Docker Hub is asked for at its registry, and official ones below library/', async () => {
    const hub = createRegistry();
    const { digest } = hub.push({ repository: 'library/alpine', tag: '3' });
    const hosts: string[] = [];
    const client = rigged.client({
      fetch: (url, init) => {
        hosts.push(new URL(url).origin);
        return hub.fetch(url, init);
      },
    });

    expect(fact(await client.digestOf('alpine', '3'))).toBe(digest);
    expect(hosts).toEqual(['https://registry-1.docker.io']);
  });

  it('is not asked for under a name that no registry knows', async () => {
    expect(why(await rigged.client().has('Acme Payments', absent))).toBe(
      '"Acme Payments" is no repository of images: write it as registry.acme.dev/payments',
    );
    expect(rigged.registry.calls).toEqual([]);
  });
});

describe("an image's revision", () => {
  const two = ['linux/amd64', 'linux/arm64'];
  const annotations = { 'org.opencontainers.image.revision': commit };

  it.each([
    ['in the labels of its config', { revision: commit }],
    ['in the annotations of its manifest', { annotations }],
    ['in the annotations of its index', { annotations, platforms: two }],
    ['in the labels of the first image of its index', { revision: commit, platforms: two }],
    ['behind an attestation', { revision: commit, attested: true }],
  ])('is found %s', async (_, image) => {
    expect(await rigged.client().revisionOf(rigged.image, push(image))).toEqual({ known: commit });
  });

  it.each([
    ['there is no label', {}],
    ['it is a short commit id', { revision: commit.slice(0, 12) }],
    ['it is a branch', { revision: 'main', platforms: two }],
    ['there are only attestations', { platforms: [], attested: true }],
  ])('is none when %s', async (_, image) => {
    expect(await rigged.client().revisionOf(rigged.image, push(image))).toEqual({ known: undefined });
  });

  it('is none of an image that is not there', async () => {
    expect(await rigged.client().revisionOf(rigged.image, absent)).toEqual({ known: undefined });
  });

  it('is read once, since bytes of a digest never change', async () => {
    const digest = push();
    const client = rigged.client();
    await client.revisionOf(rigged.image, digest);
    madeOf(rigged);

    expect(await client.revisionOf(rigged.image, digest)).toEqual({ known: undefined });
    expect(madeOf(rigged)).toEqual([]);
  });

  it('takes three calls of an index at most', async () => {
    await rigged.client().revisionOf(rigged.image, push({ revision: commit, platforms: two }));

    expect(rigged.registry.calls).toHaveLength(3);
  });

  it.each(['/manifests/', '/blobs/'])('is unknown when %s shows other bytes', async (path) => {
    const digest = push({ revision: commit });
    rigged.registry.fails({ path, answer: () => Response.json({ config: { Labels: annotations } }) });

    expect(why(await rigged.client().revisionOf(rigged.image, digest))).toMatch(
      /shows other bytes of acme\/payments than the digest sha256:[0-9a-f]{64} names$/,
    );
  });

  it('is unknown when a part of the image is lost', async () => {
    const digest = push({ revision: commit });
    rigged.registry.fails({ path: '/blobs/', answer: () => new Response(null, { status: 404 }) });

    expect(why(await rigged.client().revisionOf(rigged.image, digest))).toMatch(
      /lacks sha256:[0-9a-f]{64}, a part of an image that it has in acme\/payments$/,
    );
  });
});

describe('a registry in trouble', () => {
  it.each([
    [500, 'answered 500 for acme/payments'],
    [502, 'answered 502 for acme/payments'],
    [429, 'wants to be asked less often (429)'],
    [403, 'refuses to show acme/payments (403): check the login for it in REGISTRY_AUTH_FILE'],
    [401, 'refuses to show acme/payments (401): check the login for it in REGISTRY_AUTH_FILE'],
    [204, 'answered 204 for acme/payments'],
  ])('that answers %s leaves every answer unknown', async (status, sentence) => {
    const digest = push();
    rigged.registry.fails({ answer: () => new Response(null, { status }) });
    const client = rigged.client();

    const answers = [client.digestOf(rigged.image, 'v1'), client.has(rigged.image, digest)];
    const all = await Promise.all([...answers, client.revisionOf(rigged.image, digest)]);

    expect(all.map(why)).toEqual(Array(3).fill(`${rigged.host} ${sentence}`));
  });

  it('is asked again the next time, since no failure is remembered', async () => {
    const digest = push({ revision: commit });
    const client = rigged.client();
    rigged.registry.fails({ times: 1, answer: () => new Response(null, { status: 503 }) });
    why(await client.revisionOf(rigged.image, digest));

    expect(fact(await client.revisionOf(rigged.image, digest))).toBe(commit);
  });

  it('that is silent is waited for no longer than allowed', async () => {
    push();
    rigged.registry.fails({ answer: () => new Promise(() => {}) });

    expect(why(await rigged.client({ timeoutMs: 20 }).digestOf(rigged.image, 'v1'))).toBe(
      `${rigged.host} gave no answer within 20 ms`,
    );
  });

  it('that falls silent in the middle is waited for no longer than allowed', async () => {
    const digest = push();
    const stuck = new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(8)) }));
    const client = rigged.client({ timeoutMs: 20, fetch: abortable(stuck) });

    expect(why(await client.revisionOf(rigged.image, digest))).toBe(`${rigged.host} gave no answer within 20 ms`);
  });

  it('that is not there is named', async () => {
    await rigged.close();

    expect(why(await rigged.client().digestOf(rigged.image, 'v1'))).toBe(
      `${rigged.host} cannot be reached (ECONNREFUSED)`,
    );
    rigged = await rig();
  });

  it.each([
    ['/manifests/', 4],
    ['/blobs/', 8],
  ])('that sends too much at %s is not read to its end', async (path, megabytes) => {
    const digest = push({ revision: commit });
    let sent = 0;
    const endless = new ReadableStream({
      pull: (body) => {
        sent += 1;
        body.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const client = rigged.client({
      fetch: (url, init) => (url.includes(path) ? Promise.resolve(new Response(endless)) : fetch(url, init)),
    });

    expect(why(await client.revisionOf(rigged.image, digest))).toBe(
      `${rigged.host} sends more than ${megabytes * 1024 * 1024} bytes, which no image needs`,
    );
    expect(sent).toBeLessThan(megabytes + 4);
  });
});

/** Breaks the body off when the call is aborted, as fetch does. */
function abortable(response: Response): (url: string, init: RequestInit) => Promise<Response> {
  return (_, { signal }) => {
    const body = response.body!.pipeThrough(new TransformStream(), { signal: signal! });
    return Promise.resolve(new Response(body));
  };
}
