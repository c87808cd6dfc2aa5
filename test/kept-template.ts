import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';

import { storeTemplate } from '../src/store/template.ts';

const CACHE = new URL('../node_modules/.cache/sluice/', import.meta.url);
const MIGRATIONS = new URL('../src/store/migrations/', import.meta.url);
const PGLITE = new URL('../node_modules/@electric-sql/pglite/package.json', import.meta.url);

/** What `storeTemplate` makes in two or three seconds: made once for the migrations and the PGlite of today, then read. */
export async function keptTemplate(): Promise<Blob> {
  const file = new URL(`store-${madeFrom()}.tar`, CACHE);
  if (existsSync(file)) return new Blob([await readFile(file)]);
  const template = await storeTemplate();
  await mkdir(CACHE, { recursive: true });
  // Another worker may write the same file in the same moment: each writes its own, and a rename is whole.
  const own = new URL(`${randomUUID()}.tmp`, CACHE);
  await writeFile(own, Buffer.from(await template.arrayBuffer()));
  await rename(own, file);
  return template;
}

function madeFrom(): string {
  const hash = createHash('sha256').update(readFileSync(PGLITE));
  for (const name of readdirSync(MIGRATIONS).toSorted()) hash.update(readFileSync(new URL(name, MIGRATIONS)));
  return hash.digest('hex').slice(0, 16);
}
