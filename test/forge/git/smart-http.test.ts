import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createServer, request as openRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GitCall, PushCommand } from '../../../src/forge/git/smart-http.ts';
import { GitBackend, serveGit } from '../../../src/forge/git/smart-http.ts';
import { FLUSH, pktLine, readSection, sideBand, unwrapSideBand } from '../../../src/forge/git/wire/pkt-line.ts';
import type { DiskStorage } from './oracle.ts';
import { commitFiles, freshDisk, GIT_ENVIRONMENT, gitLines, temporaryFolder } from './oracle.ts';

const backend = new GitBackend();
afterAll(() => backend.close());

let repo: DiskStorage;
let head: string;
let server: Server;
let url: string;
/** What the tests change of the calls. */
let call: Pick<GitCall, 'mayPush' | 'beforePush' | 'defaultBranch'>;
let pushed: PushCommand[][];
let headsAtPush: (string | undefined)[];
let failures: unknown[];
let hangsUp: boolean;

beforeEach(async () => {
  repo = freshDisk();
  const first = commitFiles(repo.objects, { files: { 'app.yaml': 'one\n' }, at: 1 });
  head = commitFiles(repo.objects, { parents: [first], files: { 'app.yaml': 'two\n', 'dir/x': 'x\n' }, at: 2 });
  repo.refs.compareAndSwap('refs/heads/main', undefined, head);
  call = { mayPush: true, beforePush: () => new Map() };
  pushed = [];
  headsAtPush = [];
  failures = [];
  hangsUp = false;
  server = createServer((request, response) => {
    const pathInfo = request.url!.split('?')[0]!.replace('/o/r.git', '');
    const afterPush = (commands: PushCommand[]): void => {
      pushed.push(commands);
      headsAtPush.push(repo.refs.read('refs/heads/main'));
      if (hangsUp) request.socket.destroy();
    };
    const base = { backend, directory: repo.directory, pathInfo, user: 'ada', afterPush };
    serveGit(request, response, { ...base, ...call }).catch((error: unknown) => failures.push(error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/o/r.git`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  expect(failures).toEqual([]);
});

/** Runs git without blocking: the server lives in this process. */
async function client(directory: string, ...args: string[]): Promise<{ status: number; output: string }> {
  const child = spawn('git', ['-C', directory, ...args], { env: GIT_ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: status as number, output: out + err };
}

async function clone(...options: string[]): Promise<string> {
  const folder = temporaryFolder();
  const { status, output } = await client(folder, 'clone', '--quiet', ...options, url, 'work');
  if (status !== 0) throw new Error(output);
  return join(folder, 'work');
}

function commitLocally(work: string, files: Record<string, string>): string {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(work, name), content);
  gitLines(work, 'add', '--all');
  gitLines(work, 'commit', '--quiet', '-m', 'local');
  return gitLines(work, 'rev-parse', 'HEAD').at(0)!;
}

describe('a clone', () => {
  it('gets the default branch with its whole history', async () => {
    const work = await clone();

    expect(gitLines(work, 'rev-parse', 'HEAD')).toEqual([head]);
    expect(readFileSync(join(work, 'app.yaml'), 'utf8')).toBe('two\n');
    expect(gitLines(work, 'rev-list', '--count', 'HEAD')).toEqual(['2']);
  });

  it('may be shallow, blobless or of the old protocol', async () => {
    const [shallow, blobless, old] = [
      await clone('--depth=1'),
      await clone('--filter=blob:none', '--no-checkout'),
      await clone('-c', 'protocol.version=0'),
    ];

    expect(gitLines(shallow, 'rev-list', '--count', 'HEAD')).toEqual(['1']);
    expect(
      gitLines(blobless, 'rev-list', '--objects', '--missing=print', 'HEAD').filter((line) => line.startsWith('?')),
    ).toHaveLength(3);
    expect(gitLines(old, 'rev-list', '--count', 'HEAD')).toEqual(['2']);
  });

  it('checks out another default branch once the repository has one', async () => {
    repo.refs.compareAndSwap('refs/heads/trunk', undefined, head);
    call.defaultBranch = 'trunk';

    expect(gitLines(await clone(), 'branch', '--show-current')).toEqual(['trunk']);
  });

  it('may fetch a commit by its id that no branch holds', async () => {
    const work = await clone();
    const loose = commitFiles(repo.objects, { parents: [head], files: { y: 'y' } });

    expect(await client(work, 'fetch', '--quiet', 'origin', loose)).toEqual({ status: 0, output: '' });
  });
});

it('the process that runs the backend may end between two requests', async () => {
  await clone();
  await backend.close();

  expect(gitLines(await clone(), 'rev-parse', 'HEAD')).toEqual([head]);
});

it('a request is refused, and does not wait for ever, when that process ends before it serves', async () => {
  const program = join(temporaryFolder(), 'ending.mjs');
  writeFileSync(program, 'process.exit(3);');
  const call = { request: {} as IncomingMessage, directory: '', pathInfo: '', user: undefined, isDecoded: false };

  await expect(new GitBackend(program).run({ ...call, body: Readable.from([]) })).rejects.toThrow('ended (3)');
});

describe('a push', () => {
  it('moves the refs, tells the commands, and its objects are readable at once', async () => {
    const work = await clone();
    const commit = commitLocally(work, { 'app.yaml': 'three\n' });

    const { status } = await client(work, 'push', 'origin', 'HEAD:main', 'HEAD:refs/heads/topic/a');

    expect(status).toBe(0);
    expect(pushed).toEqual([
      [
        { ref: 'refs/heads/main', before: head, after: commit },
        { ref: 'refs/heads/topic/a', before: undefined, after: commit },
      ],
    ]);
    expect(repo.objects.has(commit)).toBe(true);
    expect(repo.refs.read('refs/heads/topic/a')).toBe(commit);
  });

  it('is told only after it took effect and before the client hears of it', async () => {
    const work = await clone();
    const commit = commitLocally(work, { 'app.yaml': 'three\n' });

    await client(work, 'push', 'origin', 'HEAD:main');

    expect(headsAtPush).toEqual([commit]);
  });

  it('deletes refs', async () => {
    repo.refs.compareAndSwap('refs/heads/old', undefined, head);
    const work = await clone();

    await client(work, 'push', 'origin', ':old');

    expect(pushed).toEqual([[{ ref: 'refs/heads/old', before: head, after: undefined }]]);
    expect(repo.refs.read('refs/heads/old')).toBeUndefined();
  });

  it('with a refused ref changes nothing and shows the reason', async () => {
    const work = await clone();
    const commit = commitLocally(work, { 'app.yaml': 'three\n' });
    call.beforePush = (commands) =>
      new Map(
        commands
          .filter(({ ref }) => ref === 'refs/heads/main')
          .map(({ ref }) => [ref, { reason: 'protected branch hook declined' }]),
      );

    const { status, output } = await client(work, 'push', 'origin', 'HEAD:main', 'HEAD:refs/heads/topic');

    expect(status).toBe(1);
    expect(output).toContain('! [remote rejected] HEAD -> main (protected branch hook declined)');
    expect(output).toContain('! [remote rejected] HEAD -> topic (pre-receive hook declined)');
    expect([...repo.refs.list()]).toEqual([['refs/heads/main', head]]);
    expect(repo.objects.has(commit)).toBe(false);
    expect(pushed).toEqual([]);
  });

  it('that another change overtook fails and tells nothing', async () => {
    const work = await clone();
    commitLocally(work, { 'app.yaml': 'three\n' });
    const other = commitFiles(repo.objects, { parents: [head], files: { z: 'z' } });
    call.beforePush = () => {
      repo.refs.compareAndSwap('refs/heads/main', head, other);
      return new Map();
    };

    const { status, output } = await client(work, 'push', 'origin', 'HEAD:main');

    expect(status).toBe(1);
    expect(output).toContain('remote rejected');
    expect(repo.refs.read('refs/heads/main')).toBe(other);
    expect(pushed).toEqual([]);
  });

  it('larger than the client’s buffer arrives whole', async () => {
    const work = await clone();
    const noise = Array.from({ length: 40_000 }, (_, index) => `${(index * 2_654_435_761) % 4_294_967_291}\n`).join('');
    const commit = commitLocally(work, { 'noise.txt': noise });

    const { status } = await client(work, '-c', 'http.postBuffer=65536', 'push', 'origin', 'HEAD:main');

    expect(status).toBe(0);
    expect(repo.refs.read('refs/heads/main')).toBe(commit);
    expect(pushed).toHaveLength(1);
  });

  it('whose answer is lost has taken effect all the same', async () => {
    const work = await clone();
    const commit = commitLocally(work, { 'app.yaml': 'three\n' });
    hangsUp = true;

    const { status } = await client(work, 'push', 'origin', 'HEAD:main');

    expect(status).not.toBe(0);
    expect(repo.refs.read('refs/heads/main')).toBe(commit);
    expect(pushed).toHaveLength(1);
  });

  it('is forbidden to those who may only read', async () => {
    call.mayPush = false;
    const work = await clone();
    commitLocally(work, { 'app.yaml': 'three\n' });

    const { status, output } = await client(work, 'push', 'origin', 'HEAD:main');

    expect(status).toBe(128);
    expect(output).toContain('403');
    expect(repo.refs.read('refs/heads/main')).toBe(head);
  });
});

async function post(
  path: string,
  body: Buffer,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Buffer }> {
  const outgoing = openRequest(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-git-receive-pack-request', ...headers },
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode!, body: Buffer.from(await text(response), 'utf8') };
}

describe('the protocol', () => {
  it('understands a compressed command list, with or without side-band', async () => {
    const zero = '0'.repeat(40);
    repo.refs.compareAndSwap('refs/heads/old', undefined, head);
    repo.refs.compareAndSwap('refs/heads/older', undefined, head);
    const deletion = (branch: string, capabilities: string): Buffer =>
      Buffer.concat([pktLine(`${head} ${zero} refs/heads/${branch}\0 ${capabilities}`), FLUSH]);

    const banded = await post('/git-receive-pack', gzipSync(deletion('old', 'report-status side-band-64k')), {
      'content-encoding': 'gzip',
    });
    const plain = await post('/git-receive-pack', deletion('older', 'report-status'));

    expect(readSection(unwrapSideBand(banded.body))?.lines.map(String)).toEqual(['unpack ok\n', 'ok refs/heads/old\n']);
    expect(readSection(plain.body)?.lines.map(String)).toEqual(['unpack ok\n', 'ok refs/heads/older\n']);
    expect(pushed.flat().map(({ ref }) => ref)).toEqual(['refs/heads/old', 'refs/heads/older']);
  });

  it('refuses without side-band when the client did not ask for it', async () => {
    call.beforePush = () => new Map([['refs/heads/main', { reason: 'no' }]]);
    const command = pktLine(`${head} ${'0'.repeat(40)} refs/heads/main\0 report-status`);

    const { body } = await post('/git-receive-pack', Buffer.concat([command, FLUSH]));

    expect(body.toString()).toBe('000eunpack ok\n001ang refs/heads/main no\n0000');
  });

  it.each(['/HEAD', '/objects/info/packs', '/info/refs', '/info/refs?service=git-shell'])(
    'has nothing at %s',
    async (path) => {
      expect((await fetch(url + path)).status).toBe(404);
    },
  );

  it('cuts long answers into side-band packets that fit', () => {
    const long = Buffer.alloc(200_000, 'x');
    const stream = sideBand(long);

    expect(unwrapSideBand(stream).equals(long)).toBe(true);
    expect(Math.max(...readSection(stream)!.lines.map(({ length }) => length))).toBe(65_516);
  });

  it('waits for the rest of a packet and refuses what is none', () => {
    expect(readSection(Buffer.from('0006a'))).toBeUndefined();
    expect(readSection(Buffer.from('00'))).toBeUndefined();
    expect(() => readSection(Buffer.from('PACK'))).toThrow('not a pkt-line length');
    expect(() => readSection(Buffer.from('0001'))).toThrow('special pkt-line');
  });
});
