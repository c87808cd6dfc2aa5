import { describe, expect, it } from '@jest/globals';

import { Redactor } from '../../src/core/text/redactor.ts';
import { createLog } from '../../src/log.ts';
import { secretsOf } from '../../src/observe/secrets.ts';

const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\ncanary-key+/=\n-----END RSA PRIVATE KEY-----';

/** Each is made so that it takes another form in an address or in JSON. */
const SECRETS = {
  webhook: 'canary-webhook-"quoted"\\',
  previous: 'canary-webhook-of-yesterday',
  database: 'canary/database p@ss',
  registry: 'canary-registry',
  client: 'canary-client-secret',
  session: 'canary-session-secret',
};

const redactorOf = (): Redactor =>
  secretsOf({
    app: { privateKey: PEM, webhookSecret: SECRETS.webhook, previousWebhookSecret: SECRETS.previous },
    store: { url: `postgres://sluice:${encodeURIComponent(SECRETS.database)}@db/sluice` },
    registries: new Map([['registry.acme.dev', { username: 'robot', password: SECRETS.registry }]]),
    page: { clientSecret: SECRETS.client, sessionSecret: SECRETS.session },
  });

/** What is logged, line by line. */
function logged(redactor: Redactor, write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  write(createLog('debug', { redactor, destination: { write: (line) => lines.push(line) } }));
  return lines;
}

const parsed = (line: string | undefined): Record<string, unknown> => JSON.parse(line ?? '') as Record<string, unknown>;

describe('a line of the log', () => {
  it('never has the password that a database address carries as a parameter', () => {
    const redactor = secretsOf({
      app: { privateKey: PEM, webhookSecret: SECRETS.webhook },
      store: { url: 'postgresql://sluice@db/sluice?sslmode=require&password=canary%2Din%2Dthe%2Dquery' },
      registries: new Map(),
    });

    const [line] = logged(redactor, (log) => log.warn({ cause: 'refused canary-in-the-query' }, 'store lost'));

    expect(line).not.toContain('canary-in-the-query');
    expect(line).toContain('refused');
  });

  it.each(Object.entries({ ...SECRETS, key: PEM }))('never has the %s in it, in whatever form', (_, secret) => {
    const forms = [secret, encodeURIComponent(secret), JSON.stringify({ inner: secret })];
    const [line] = logged(redactorOf(), (log) =>
      log.warn(
        { forms, url: `https://x/?q=${encodeURIComponent(secret)}`, [secret]: 1, deep: { er: { secret } } },
        'said',
      ),
    );

    expect(line).not.toContain('canary');
    expect(parsed(line)).toMatchObject({ msg: 'said', level: 40 });
  });

  it('has a login of a registry in no form either', () => {
    const header = Buffer.from(`robot:${SECRETS.registry}`).toString('base64');
    const [line] = logged(redactorOf(), (log) => log.warn({ header: `Basic ${header}` }, 'said'));

    expect(parsed(line)['header']).toBe('Basic [redacted]');
  });

  it('keeps a secret out of the stack of an error, and of what caused it', () => {
    const cause = new Error(`connect postgres://sluice:${encodeURIComponent(SECRETS.database)}@db`);
    const [line] = logged(redactorOf(), (log) =>
      log.error({ err: new Error(SECRETS.client, { cause }) }, 'work failed'),
    );

    expect(line).not.toContain('canary');
    expect(parsed(line)['err']).toMatchObject({ type: 'Error', stack: expect.stringContaining('log.test') });
  });

  it('stays one JSON object where a key was cut off or an address runs on', () => {
    const facts = { a: '-----BEGIN PRIVATE KEY-----\nMIIcut', b: 'http://one', c: 'ada@acme.dev', d: 'kept' };
    const [line] = logged(new Redactor(), (log) => log.warn(facts, 'said'));

    expect(parsed(line)).toMatchObject({ a: '[redacted]', b: 'http://one', c: 'ada@acme.dev', d: 'kept' });
  });

  it('has no token that was minted since, and never forgets a secret of the settings for it', () => {
    const redactor = redactorOf();
    const tokens = Array.from({ length: 2_500 }, (_, n) => `canary-minted-${n}`);
    const lines = logged(redactor, (log) => {
      for (const token of tokens) {
        redactor.know(token);
        log.info({ token, sent: `token ${token}` }, 'said');
      }
      log.info({ late: SECRETS.webhook }, 'said');
    });

    expect(lines).toHaveLength(tokens.length + 1);
    expect(lines.join()).not.toContain('canary');
  });

  it('is left as it is where there is nothing to hide', () => {
    const facts = { lane: 'acme/platform:staging', says: 'waits for "validate"\n', count: 3 };
    const [plain] = logged(new Redactor(), (log) => log.info(facts, 'looked'));

    expect(parsed(plain)).toMatchObject(facts);
  });
});
