import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { changed, GOOD } from '../core/pipeline/pipeline-text.ts';
import { sluice, type Ended } from './command.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-validate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function validate(text: string): Promise<Ended> {
  const file = join(folder, 'sluice.yml');
  writeFileSync(file, text);
  const { code, out, err } = await sluice(['validate', file]);
  return { code, err, out: out.replaceAll(folder, '') };
}

describe('validate', () => {
  it('shows the lanes of a file without a mistake', async () => {
    expect(await validate(GOOD)).toEqual({
      code: 0,
      err: '',
      out: `/sluice.yml is valid: 2 lanes
  docker: acme/payments → acme/payments-docker by sluice/docker/payments
  docker: acme/shop → acme/web-docker by sluice/docker/web
`,
    });
  });

  it('tells every mistake in a line of its own, with its place, and ends with exit code 1', async () => {
    const { code, err, out } = await validate(
      changed('kind: docker', 'kind: dokcer').replace('when-green', 'when-gren').replace('[build]', '[]'),
    );

    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.trimEnd().split('\n')).toEqual([
      '/sluice.yml:8:11 stages.docker.kind: takes docker, not "dokcer". Did you mean "docker"? (docs/reference/pipeline-file.md#stages)',
      '/sluice.yml:11:13 stages.docker.checks: is an empty list: name at least one. (docs/reference/pipeline-file.md#stages)',
      '/sluice.yml:12:12 stages.docker.merge: takes when-green or by-hand, not "when-gren". Did you mean "when-green"? (docs/reference/pipeline-file.md#stages)',
      '3 problems',
    ]);
  });

  it('does not let a file speak to the terminal', async () => {
    const { out } = await validate(changed('code: acme/payments', String.raw`code: "\e]0;x\a\e[2J"`));

    expect(out.split('\n')).toHaveLength(3);
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it.each([
    ['is not there', 'none.yml', 'ENOENT'],
    ['is a folder', '.', 'EISDIR'],
  ])('says in one sentence that a file %s', async (_, name, because) => {
    const { code, out, err } = await sluice(['validate', join(folder, name)]);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(because);
    expect(err).toMatch(/^.+ \(docs\/reference\/errors\.md#file_unreadable\)\n$/);
  });
});
