/**
 * Sluice as people serve it, under load: signed deliveries at a fixed rate while people work, beside a bare Probot that gets the
 * same stream; a thousand pushes to one repository; and lanes where nothing happens. Run it with `npm run bench:load`, on a
 * machine that does nothing else. It ends with 1 where a figure is worse than what Sluice promises.
 */
import { generateKeyPairSync } from 'node:crypto';
import { parseArgs } from 'node:util';

import { findPostgres, POSTGRES_MISSING, startPostgres } from '../test/contracts/scratch-postgres.ts';
import { endsWithUs } from '../test/scripts/ends-with-us.ts';
import { wholeNumber } from '../test/scripts/whole-number.ts';
import { runIdle } from './load/idle.ts';
import { runStorm } from './load/storm.ts';
import { runSteady } from './load/steady.ts';

const PARTS = { steady: runSteady, storm: runStorm, idle: runIdle };
const STORES = ['embedded', 'postgres'] as const;

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '50' },
    part: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    store: { type: 'string', multiple: true, default: [...STORES] },
  },
});

const [seconds, rate] = [wholeNumber('--seconds', options.seconds), wholeNumber('--rate', options.rate)];

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const broken: string[] = [];

async function run(part: string, store: (typeof STORES)[number], database?: string): Promise<void> {
  await PARTS[part as keyof typeof PARTS]({
    keys: { publicKey, privateKey },
    secret: 'a bench signs with a secret of its own, thirty-two long',
    seconds,
    rate,
    ...(database === undefined ? {} : { database }),
    tell: (text) => console.log(`${part} (${store}): ${text}`),
    promises: (holds, text) => {
      console.log(`${part} (${store}): ${holds ? 'holds' : 'BROKEN'}: ${text}`);
      if (!holds) broken.push(text);
    },
  });
}

/** A server of its own for each part, so that none finds what another left. */
async function runOnServer(part: string, bin: string): Promise<void> {
  const server = await startPostgres(bin);
  const { stop } = endsWithUs(() => server.stop());
  try {
    await run(part, 'postgres', await server.database());
  } finally {
    await stop();
  }
}

function requireKnown(option: 'part' | 'store', known: readonly string[]): void {
  for (const one of options[option])
    if (!known.includes(one)) throw new Error(`--${option} is one of ${known.join(', ')}, not ${one}`);
}

requireKnown('part', Object.keys(PARTS));
requireKnown('store', STORES);
if (options.store.includes('embedded')) for (const part of options.part) await run(part, 'embedded');
if (options.store.includes('postgres')) {
  const bin = findPostgres();
  if (bin === undefined) console.log(`postgres: skipped, ${POSTGRES_MISSING}`);
  else for (const part of options.part) await runOnServer(part, bin);
}
console.log(`bench:load: ${broken.length} promises broken`);
process.exitCode = broken.length === 0 ? 0 : 1;
