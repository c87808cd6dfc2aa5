import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../../../test/contracts/free-port.ts';
import { endsWithUs } from '../../../test/scripts/ends-with-us.ts';
import { SAME_FOR_MS, scraped, valueOf } from '../backlog.ts';
import { startSluice } from './child.ts';

const IDLE_EVERY_MS = 1_000;
/** Whoever is not idle by then never will be. */
const IDLE_WITHIN_MS = 240_000;
const IDLE_GAUGES = ['sluice_inbox_waiting', 'sluice_attention_due', 'sluice_attention_held'];
const START_LOOK_MS = 50;

export interface ServedOptions {
  appId: number;
  privateKey: string;
  secret: string;
  github: string;
  /** The address of a database; without it Sluice has the embedded store. */
  database?: string;
}

export interface ServedSluice {
  webhooks: string;
  metrics: string;
  /** Resolves when nothing waits and nothing is due; rejects when that takes minutes. */
  idle: () => Promise<void>;
  stop: () => Promise<void>;
}

/** `sluice serve` as people start it, on a store of its own; resolves when it is ready. */
export async function serveSluice(options: ServedOptions): Promise<ServedSluice> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-load-'));
  const ports = { http: await freePort(), metrics: await freePort() };
  const started = startSluice(settingsOf(options, folder, ports));
  const origin = `http://127.0.0.1:${ports.http}`;
  const metrics = `http://127.0.0.1:${ports.metrics}/metrics`;
  const { stop } = endsWithUs(async () => {
    await started.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  while (!(await isReady(origin))) {
    if (started.hasEnded()) {
      await stop();
      throw new Error(`sluice did not start: ${started.output()}`);
    }
    await sleep(START_LOOK_MS);
  }
  return {
    webhooks: `${origin}/api/github/webhooks`,
    metrics,
    idle: async () => {
      if (!(await isIdle(metrics))) throw new Error(`sluice does not become idle: ${started.output()}`);
    },
    stop,
  };
}

function settingsOf(
  { appId, privateKey, secret, github, database }: ServedOptions,
  folder: string,
  ports: { http: number; metrics: number },
): Record<string, string> {
  writeFileSync(join(folder, 'key.pem'), privateKey, { mode: 0o600 });
  return {
    APP_ID: String(appId),
    PRIVATE_KEY_PATH: join(folder, 'key.pem'),
    WEBHOOK_SECRET: secret,
    GITHUB_API_URL: `${github}/api/v3`,
    HOST: '127.0.0.1',
    PORT: String(ports.http),
    METRICS_PORT: String(ports.metrics),
    LOG_LEVEL: 'warn',
    SLUICE_MIRRORS: 'off',
    ...(database === undefined ? { SLUICE_STORE: join(folder, 'store') } : { DATABASE_URL: database }),
  };
}

/** Waits until every gauge is 0 for longer than the same readings are shown: the first of them may be of before. */
async function isIdle(metrics: string): Promise<boolean> {
  const begin = performance.now();
  let since: number | undefined;
  for (let now = begin; now - begin < IDLE_WITHIN_MS; now = performance.now()) {
    const text = await scraped(metrics);
    if (!IDLE_GAUGES.every((gauge) => valueOf(text, gauge) === 0)) since = undefined;
    else since ??= now;
    if (since !== undefined && now - since > SAME_FOR_MS) return true;
    await sleep(IDLE_EVERY_MS);
  }
  return false;
}

const isReady = (origin: string): Promise<boolean> =>
  fetch(`${origin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
