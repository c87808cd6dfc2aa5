import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../../../test/contracts/free-port.ts';
import { valueOf } from '../backlog.ts';
import { startSluice } from './child.ts';

const IDLE_EVERY_MS = 1_000;
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
  output: () => string;
  /** Resolves when nothing waits and nothing is due. */
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
  while (!(await isReady(origin))) {
    if (started.child.exitCode !== null) throw new Error(`sluice did not start: ${started.output()}`);
    await sleep(START_LOOK_MS);
  }
  return {
    webhooks: `${origin}/api/github/webhooks`,
    metrics,
    output: started.output,
    idle: () => untilIdle(metrics),
    stop: async () => {
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    },
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

async function untilIdle(metrics: string): Promise<void> {
  for (;;) {
    const text = await fetch(metrics).then((response) => response.text());
    if (IDLE_GAUGES.every((gauge) => valueOf(text, gauge) === 0)) return;
    await sleep(IDLE_EVERY_MS);
  }
}

const isReady = (origin: string): Promise<boolean> =>
  fetch(`${origin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
