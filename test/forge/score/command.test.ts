import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { root } from '../../house/sources/project-files.ts';

it('npm run forge:score begins at the start and ends with the score', () => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = spawnSync('npm', ['run', '--silent', 'forge:score', '--', '--description', 'github.com'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });

  expect([run.status, run.stderr]).toEqual([0, '']);
  expect(run.stdout.trimEnd().split('\n').at(-1)).toMatch(/^forge: \d+ of \d+ pairs clean$/);
});
