import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ObjectFiles } from './store/object-files.ts';
import { assertRefName } from './store/ref-name.ts';
import { RefFiles } from './store/ref-files.ts';
import type { Storage } from './storage.ts';

// A push stays loose below unpackLimit, so that its objects are read without a git process; nothing is ever collected or synced.
const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tfsync = none
[http]
\treceivepack = true
[receive]
\tunpackLimit = 1000000
\tautogc = false
\tfsckObjects = true
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[gc]
\tauto = 0
`;

/** A bare repository on disk that git clients may clone and push to; created when absent (by hand: `git init` costs a process). */
export function diskStorage(directory: string): Storage {
  if (!existsSync(join(directory, 'HEAD'))) createSkeleton(directory);
  return { objects: new ObjectFiles(directory), refs: new RefFiles(directory), directory };
}

/** Points HEAD at the default branch: what a clone checks out. */
export function pointHead(directory: string, branch: string): void {
  const ref = `refs/heads/${branch}`;
  assertRefName(ref);
  const file = join(directory, 'HEAD');
  const line = `ref: ${ref}\n`;
  if (readFileSync(file, 'utf8') !== line) writeFileSync(file, line);
}

function createSkeleton(directory: string): void {
  for (const folder of ['objects/pack', 'objects/info', 'refs/heads', 'refs/tags']) {
    mkdirSync(join(directory, folder), { recursive: true });
  }
  writeFileSync(join(directory, 'config'), CONFIG);
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/main\n');
}
