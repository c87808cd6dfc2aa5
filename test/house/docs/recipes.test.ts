import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { reportV1 } from '../../../src/core/artifacts/report.ts';
import { commitSha, repoName } from '../../../src/core/names.ts';
import { checkJoiningFile, isJoiningFile } from '../../../src/core/pipeline/joining/joining-file.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import { filesBelow, textOf } from '../sources/project-files.ts';

interface Example {
  /** The page, and the line on which the example begins. */
  at: string;
  text: string;
}

type Fields = Record<string, unknown>;

/** What people copy from; the reference has its own test. */
const pages = ['README.md', ...filesBelow('docs/guide', '.md')];

/** The fenced blocks of a page in one language, without the indentation of the list that they may stand in. */
function examplesIn(page: string, language: string): Example[] {
  const text = textOf(page);
  const fences = [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\`$`, 'gms'))];
  return fences.map(({ index, 1: indent = '', 2: block = '' }) => ({
    at: `${page}:${text.slice(0, index).split('\n').length}`,
    text: block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

const yamlExamples = pages.flatMap((page) => examplesIn(page, 'yaml'));

/** Each document of an example, as the maps that they are. */
const documentsIn = (text: string): Fields[] =>
  parseAllDocuments(text).map((document) => Object(document.toJS()) as Fields);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What people would trip over if they copied the example. */
function mistakesOf({ text }: Example): string[] {
  const broken = parseAllDocuments(text).flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (broken.length > 0) return broken.map(({ message }) => message);
  if (isJoiningFile(text)) return checkJoiningFile(text).problems.map(({ path, says }) => `${path} ${says}`);
  return documentsIn(text).flatMap((document) => {
    if ('stages' in document) return pipelineMistakes(text);
    if ('jobs' in document) return workflowMistakes(document);
    return 'apiVersion' in document ? manifestMistakes(document) : ['is no file that anything reads'];
  });
}

function pipelineMistakes(text: string): string[] {
  const loaded = loadPipeline(text, { repo: repoName('acme/platform'), commit: commitSha('0'.repeat(40)) });
  const found = 'problems' in loaded ? loaded.problems : loaded.warnings.filter(({ code }) => code !== WITHOUT_BUILD);
  return found.map(({ line, path, says }) => `${line} ${path} ${says}`);
}

/** Examples of other things leave the build out. */
const WITHOUT_BUILD = 'PIPELINE_REPORTS_ALONE';

function workflowMistakes({ name, on, jobs, permissions }: Fields): string[] {
  const broken = [
    { says: 'has no name', is: !isText(name) },
    { says: 'does not say when it runs', is: !isText(on) && !isFields(on) },
    { says: 'has whatever permissions the repository gives', is: !isFields(permissions) },
  ];
  return [
    ...broken.filter(({ is }) => is).map(({ says }) => says),
    ...Object.values(Object(jobs)).flatMap(jobMistakes),
  ];
}

function jobMistakes(job: unknown): string[] {
  if (!isFields(job) || !isText(job['runs-on']) || !Array.isArray(job['steps'])) return ['has a job without steps'];
  return job['steps'].flatMap((step) => (isFields(step) ? stepMistakes(step) : ['has a step that is none']));
}

/** What comes from an event and stands in a script can end a word of it. */
function stepMistakes({ uses, run }: Fields): string[] {
  if (!isText(uses) && !isText(run)) return ['has a step that does nothing'];
  return isText(run) && run.includes('${{') ? [`puts an expression into a script: ${run}`] : [];
}

/** Argo CD keeps YAML in the values of its config map. */
function manifestMistakes({ apiVersion, kind, metadata, data, spec, stringData }: Fields): string[] {
  const { name, namespace } = Object(metadata) as Fields;
  const inner = Object.values(Object(data)).filter(isText);
  const broken = [
    { says: 'is no object of Kubernetes', is: ![apiVersion, kind, name, namespace].every(isText) },
    { says: 'says nothing', is: ![data, spec, stringData].some(isFields) },
  ];
  const errors = inner.flatMap((text) => parseAllDocuments(text).flatMap((document) => document.errors));
  return [...broken.filter(({ is }) => is).map(({ says }) => says), ...errors.map(({ message }) => message)];
}

describe('examples in the documentation', () => {
  it('are files that can be copied: each loads, or is what its reader takes', () => {
    const kinds = yamlExamples.flatMap(({ text }) => documentsIn(text).flatMap((document) => Object.keys(document)));

    expect(kinds).toEqual(expect.arrayContaining(['stages', 'pipeline', 'jobs', 'apiVersion']));
    expect(yamlExamples.flatMap((one) => mistakesOf(one).map((mistake) => `${one.at}: ${mistake}`))).toEqual([]);
  });

  it('have JSON that can be read', () => {
    const examples = pages.flatMap((page) => examplesIn(page, 'json'));

    expect(examples).not.toEqual([]);
    expect(() => examples.map(({ text }) => JSON.parse(text) as unknown)).not.toThrow();
  });
});

describe('the check of examples', () => {
  const mistakes = (text: string): string[] => mistakesOf({ at: 'here', text });

  it.each([
    ['a bracket left open', 'on: [push'],
    ['a stage without pins', 'version: 1\ncomponents: {}\nstages: { a: { kind: docker } }'],
    ['a joining file that joins nothing', 'pipeline: acme'],
    ['a workflow that never runs', 'name: A\njobs: {}\npermissions: {}'],
    ['an object of Kubernetes without a name', 'apiVersion: v1\nkind: Secret\nmetadata: {}\nstringData: {}'],
    ['a file of nobody', 'colour: blue'],
  ])('finds %s', (_, text) => {
    expect(mistakes(text)).not.toEqual([]);
  });

  it('finds a script that an event could write into', () => {
    const steps = '[{ run: "echo ${{ github.event.client_payload.message }}" }]';

    expect(
      mistakes(`name: A\non: push\npermissions: {}\njobs: { a: { runs-on: ubuntu-latest, steps: ${steps} } }`),
    ).toEqual([expect.stringContaining('puts an expression into a script')]);
  });
});

describe('the page of reports', () => {
  it('has a row for every field of a report, and for no other', () => {
    const known = Object.keys(reportV1.shape);
    const [, table = ''] = textOf('docs/guide/recipes/report-images.md').split('The `client_payload`:');
    const rows = [...(table.split('\n\n', 2)[1] ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);

    expect(known).toContain('digest');
    expect(rows.toSorted()).toEqual(known.toSorted());
  });

  it('quotes only refusals that are given', () => {
    const [, table = ''] = textOf('docs/guide/recipes/report-images.md').split('and where one sees it');
    const cells = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)]);
    const pieces = cells.flatMap(([, sentence = '']) => sentence.split('…').filter((piece) => piece.trim() !== ''));
    const sources = [...filesBelow('src/core/artifacts', '.ts'), ...filesBelow('src/operations/artifacts', '.ts')];
    const texts = sources.map((path) => textOf(path));

    expect(pieces.length).toBeGreaterThan(8);
    expect(pieces.filter((piece) => !texts.some((text) => text.includes(piece)))).toEqual([]);
  });
});
