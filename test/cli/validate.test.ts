import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { changed, GOOD, WHOLE } from '../core/pipeline/pipeline-text.ts';
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
  it('shows what each stage pins for each component, and the lanes', async () => {
    expect(await validate(GOOD)).toEqual({
      code: 0,
      err: '',
      out: `/sluice.yml is valid: 2 components, 1 stage and 2 lanes

            docker
  payments  commit
  web       commit

  docker: payments → acme/payments-docker by sluice/docker/payments
  docker: web → acme/web-docker by sluice/docker/web
`,
    });
  });

  it('shows which stages a component passes through, and warns without failing', async () => {
    const { code, err, out } = await validate(WHOLE);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').slice(0, 14)).toEqual([
      '/sluice.yml is valid: 3 components, 5 stages and 7 lanes',
      '',
      '            docker  manifest  staging  demo    production',
      '  payments  commit  digest    digest   digest  digest',
      '  ledger    -       digest    digest   digest  digest',
      '  web       -       digest    digest   digest  digest',
      '',
      '  docker: payments → acme/payments-docker by sluice/docker/payments',
      '  manifest: payments → acme/manifests by sluice/manifest/payments',
      '  manifest: ledger → acme/manifests by sluice/manifest/ledger',
      '  manifest: web → acme/manifests by sluice/manifest/web',
      '  staging: payments, ledger, web → acme/environments by release-staging',
      '  demo: payments, ledger, web → acme/environments by release-demo',
      '  production: payments, ledger, web → acme/environments by release-production',
    ]);
    expect(out).toContain('\n\n2 warnings:\n/sluice.yml:9:3 components.ledger: has no build, ');
  });

  it('names the branch that a stage goes into', async () => {
    const { out } = await validate(changed('checks:', 'branch: release/1.x\n    checks:'));

    expect(out).toContain('  docker: web → acme/web-docker (release/1.x) by sluice/docker/web\n');
  });

  it('says of a joining file which pipeline it joins', async () => {
    expect(await validate('pipeline: acme/platform\n')).toEqual({
      code: 0,
      err: '',
      out: '/sluice.yml is valid: this repository joins the pipeline of acme/platform\n',
    });
  });

  it('tells the mistakes of a joining file as such', async () => {
    expect(await validate('pipeline: platform\n')).toEqual({
      code: 1,
      err: '',
      out: '/sluice.yml:1:11 pipeline: "platform" is not a repository: write owner/name. (docs/reference/pipeline-file.md#the-joining-file)\n1 problem\n',
    });
  });

  it('tells every mistake in a line of its own, with its place, and ends with exit code 1', async () => {
    const { code, err, out } = await validate(
      changed('kind: docker', 'kind: dokcer').replace('when-green', 'when-gren').replace('[build]', '[]'),
    );

    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.trimEnd().split('\n')).toEqual([
      '/sluice.yml:8:11 stages.docker.kind: takes docker, manifest or environment, not "dokcer". Did you mean "docker"? (docs/reference/pipeline-file.md#stages)',
      '/sluice.yml:11:13 stages.docker.checks: is an empty list: name at least one. (docs/reference/pipeline-file.md#stages)',
      '/sluice.yml:12:12 stages.docker.merge: takes when-green, after-approval or by-hand, not "when-gren". Did you mean "when-green"? (docs/reference/pipeline-file.md#stages)',
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
