import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach } from '@jest/globals';

import { temporaryFolder } from './repository.ts';

const path = process.env['PATH'] ?? '';
afterEach(() => {
  process.env['PATH'] = path;
});

/** Puts a shell script in git's place for the rest of a test; `real-git` in it is git itself. Gives the script's folder. */
export function standIn(script: string): string {
  const folder = temporaryFolder();
  const file = join(folder, 'git');
  writeFileSync(file, `#!/bin/sh\nreal_git() { PATH='${path}' exec git "$@"; }\ncd_here='${folder}'\n${script}\n`);
  chmodSync(file, 0o755);
  process.env['PATH'] = folder + delimiter + path;
  return folder;
}

/** Leaves no git to be found. */
export function withoutGit(): void {
  process.env['PATH'] = temporaryFolder();
}
