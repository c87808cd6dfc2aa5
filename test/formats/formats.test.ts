/** Whatever a released Sluice wrote into branches, bodies and commits must be readable for good: samples are added, never edited. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
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

  const lineages = readdirSync(folder).filter((name) => /^lineage-.*\.txt$/.test(name));

  it.each(lineages)('is read back from the commit message in %s', (name) => {
    expect(Lineage.parse(readText(name))).toEqual(JSON.parse(readText(name.replace('.txt', '.json'))));
  });

  it('has samples of every format', () => {
    expect(lineages.length).toBeGreaterThan(0);
  });
});
