/**
 * Cuts the committed slices out of GitHub's published descriptions, of the versions pinned in `packages.json`.
 *   npm run contract:cut                                  downloads the packages (30 MB) into a temporary folder
 *   npm run contract:cut -- --openapi <dir> --webhooks <dir> --graphql <dir>
 *                                                         takes unpacked ones; a slice whose folder is left out stays as it is
 * Exits with 3 when the packages cannot be had, so that CI can tell that from a cut that fails.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { download, type Folders } from './cut/packages.ts';
import { sliceTexts } from './cut/slices.ts';

const { values: named } = parseArgs({
  options: { openapi: { type: 'string' }, webhooks: { type: 'string' }, graphql: { type: 'string' } },
});

if (Object.keys(named).length > 0) write(named);
else {
  const temporary = mkdtempSync(join(tmpdir(), 'descriptions-'));
  try {
    const folders = downloaded(temporary);
    if (folders !== undefined) write(folders);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function downloaded(into: string): Folders | undefined {
  try {
    return download(into);
  } catch (error) {
    process.stderr.write(`The packages cannot be had: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 3;
    return undefined;
  }
}

function write(folders: Folders): void {
  for (const [name, text] of sliceTexts(folders)) {
    writeFileSync(new URL(`slices/${name}`, import.meta.url), text);
    process.stdout.write(`slices/${name}: ${Math.round(text.length / 1000)} kB\n`);
  }
}
