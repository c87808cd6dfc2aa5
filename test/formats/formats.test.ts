/** Whatever a released Sluice wrote into branches, bodies and commits must be readable for good: samples are added, never edited. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ControlState } from '../../src/core/controls/codec.ts';
import { commitSha, repoName } from '../../src/core/names.ts';
import { checkJoiningFile, readConsent } from '../../src/core/pipeline/joining/joining-file.ts';
import { loadPipeline } from '../../src/core/pipeline/load-pipeline.ts';
import { LaneBranch } from '../../src/core/text/branches.ts';
import { Marker } from '../../src/core/text/markers.ts';
import { Lineage } from '../../src/core/text/trailers.ts';

const folder = new URL('v1/', import.meta.url);
const readText = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const readSamples = (name: string): { text: string; means: unknown }[] =>
  JSON.parse(readText(name)) as { text: string; means: unknown }[];

describe('what version 1 wrote', () => {
  it.each(readSamples('branches.json'))('is read back from the branch $text', ({ text, means }) => {
    expect(LaneBranch.parse(text)).toEqual(means);
  });

  it.each(readSamples('markers.json'))('is read back from the marker $text', ({ text, means }) => {
    expect(Marker.parse(`words\n\n${text}\n`)).toEqual([means]);
  });

  it.each(readSamples('controls.json'))('is read back from the state $text', ({ text, means }) => {
    expect(ControlState.parse(text)).toEqual(means);
  });

  const lineages = readdirSync(folder).filter((name) => /^lineage-.*\.txt$/.test(name));

  it.each(lineages)('is read back from the commit message in %s', (name) => {
    expect(Lineage.parse(readText(name))).toEqual(JSON.parse(readText(name.replace('.txt', '.json'))));
  });

  const pipelines = readdirSync(folder).filter((name) => /^pipeline-.*\.yml$/.test(name));

  it.each(pipelines)('is the same pipeline today in %s', (name) => {
    const at = { repo: repoName('acme/platform'), commit: commitSha('a'.repeat(40)) };

    expect(loadPipeline(readText(name), at)).toMatchObject({
      pipeline: JSON.parse(readText(name.replace('.yml', '.json'))) as object,
    });
  });

  const joining = readdirSync(folder).filter((name) => /^joining.*\.yml$/.test(name));

  it.each(joining)('is consent today in %s', (name) => {
    expect(checkJoiningFile(readText(name)).problems).toEqual([]);
    expect(readConsent(readText(name))).toEqual({ to: 'acme/platform' });
  });

  it('has samples of every format', () => {
    expect(lineages.length).toBeGreaterThan(0);
    expect(pipelines.length).toBeGreaterThan(0);
    expect(joining.length).toBeGreaterThan(0);
  });
});
