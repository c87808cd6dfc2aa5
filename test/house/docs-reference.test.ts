import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { commitSha, repoName } from '../../src/core/names.ts';
import { pipelineFileJsonSchema, type JsonSchema } from '../../src/core/pipeline/json-schema.ts';
import { isJoiningFile, joiningFileProblems } from '../../src/core/pipeline/joining/joining-file.ts';
import { loadPipeline } from '../../src/core/pipeline/load-pipeline.ts';
import { WEBHOOK_PATH } from '../../src/web/server.ts';
import { filesBelow, root, textOf } from './sources/project-files.ts';

const PIPELINE_PAGE = 'docs/reference/pipeline-file.md';
/** A Kubernetes object, or a GitHub Actions workflow. */
const OF_OTHERS = /^(?:apiVersion|jobs):/m;
/** Rows of the table that tells the kinds of stages apart. */
const KINDS = ['docker', 'manifest', 'environment'];
const CLI_PAGE = 'docs/reference/cli.md';

/** Played from a checkout only, so `--help` does not list them. */
const FROM_SOURCE = ['demo', 'simulate'];

/** The text under each `## ` heading of a page. */
function sectionsOf(text: string): Map<string, string> {
  const [, ...parts] = text.split(/^## /m);
  return new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', part]));
}

/** What stands in code in the first column of a section's tables. */
const rowsOf = (section: string): string[] => [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);

const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);

/** What is wrong with a YAML example: each has to be a pipeline file or a joining file that does what it says. */
function mistakesOf(example: string): string[] {
  const loaded = loadPipeline(example, { repo: repoName('acme/platform'), commit: commitSha('0'.repeat(40)) });
  const ofPipelines = 'problems' in loaded ? loaded.problems : [];
  const found = isJoiningFile(example) ? joiningFileProblems(example) : ofPipelines;
  return found.map(({ line, path, says }) => `${line} ${path} ${says}`);
}

/** Every key below a part of the schema, as the page's tables name it: `pins[].file`. */
function keysBelow({ properties = {}, items, additionalProperties, anyOf = [] }: JsonSchema, above = ''): string[] {
  const dot = above === '' ? '' : '.';
  return [
    ...Object.entries(properties).flatMap(([key, below]) => [
      `${above}${dot}${key}`,
      ...keysBelow(below, `${above}${dot}${key}`),
    ]),
    ...(items === undefined ? [] : keysBelow(items, `${above}[]`)),
    ...(typeof additionalProperties === 'object' ? keysBelow(additionalProperties, `${above}${dot}*`) : []),
    ...anyOf.flatMap((one) => keysBelow(one, above)),
  ];
}

/** The keys of a section: those of what its names stand for, where it is a map of names. */
function keysOf(section: JsonSchema): string[] {
  const { additionalProperties } = section;
  return keysBelow(typeof additionalProperties === 'object' ? additionalProperties : section);
}

/** Every problem's code, wherever the room makes one. */
function pipelineCodes(): string[] {
  const sources = filesBelow('src/core/pipeline', '.ts').map((path) => textOf(path));
  const made = sources.flatMap((text) => [...text.matchAll(/\bcode: '([A-Z_]+)'|\btextProblem\('([A-Z_]+)'/g)]);
  return [...new Set(made.map(([, one, other]) => `PIPELINE_${one ?? other ?? ''}`))];
}

/** Runs the command line as people do. */
const sluice = (...argv: string[]): string =>
  execFileSync(process.execPath, [join(root, 'src/start.mjs'), ...argv], { encoding: 'utf8' });

describe('the README', () => {
  it('is short enough to be read', () => {
    expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  });
});

describe('the page of the pipeline file', () => {
  const sections = sectionsOf(textOf(PIPELINE_PAGE));

  const { properties = {} } = pipelineFileJsonSchema();

  it('has a section for every key at the top', () => {
    expect(Object.keys(properties).filter((name) => !sections.has(name))).toEqual([]);
  });

  it.each(Object.keys(properties).filter((name) => name !== 'version' && name !== 'prefabs'))(
    'has a row for every key of %s, and for no other',
    (name) => {
      const documented = rowsOf(sections.get(name) ?? '').filter((row) => !KINDS.includes(row));

      expect(documented.toSorted()).toEqual(keysOf(properties[name] ?? {}).toSorted());
    },
  );

  it('needs no row for prefabs, since they have the keys of components', () => {
    const ofComponents = keysOf(properties['components'] ?? {}).filter((key) => key !== 'like');

    expect(keysOf(properties['prefabs'] ?? {})).toEqual(ofComponents);
  });

  it('has the whole example that version 1 is held to', () => {
    const examples = blocksOf(textOf(PIPELINE_PAGE), 'yaml').map((block) => load(block));

    expect(examples).toContainEqual(load(textOf('test/formats/v1/pipeline-whole.yml')));
  });

  it('explains every kind of problem, and no other', () => {
    const rows = ['Mistakes', 'Warnings'].flatMap((name) => rowsOf(sections.get(name) ?? ''));

    expect(rows.toSorted()).toEqual(pipelineCodes().toSorted());
  });
});

describe('examples in the documentation', () => {
  const pages = ['README.md', ...filesBelow('docs', '.md')];
  const examples = pages
    .flatMap((page) => blocksOf(textOf(page), 'yaml').map((block) => ({ page, block })))
    .filter(({ block }) => !OF_OTHERS.test(block));

  it('are pipeline files and joining files that load', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.flatMap(({ page, block }) => mistakesOf(block).map((mistake) => `${page}: ${mistake}`))).toEqual(
      [],
    );
  });

  it('send deliveries where the server takes them', () => {
    const paths = pages.flatMap((page) => textOf(page).match(/\/api\/github\/\w+/g) ?? []);

    expect(paths).not.toEqual([]);
    expect(paths.filter((path) => path !== WEBHOOK_PATH)).toEqual([]);
  });
});

describe('the page of commands', () => {
  const sections = sectionsOf(textOf(CLI_PAGE));
  const listed = [...sluice('--help').matchAll(/^ {2}([a-z-]+)(?: [<[].*)? {2,}/gm)].map(([, name = '']) => name);
  const commands = listed.filter((name) => name !== 'help');

  it('has a heading for every command, and no other', () => {
    expect(commands).not.toEqual([]);
    expect([...sections.keys()].toSorted()).toEqual([...commands, ...FROM_SOURCE].toSorted());
  });

  it('shows each command as its own help does', () => {
    const usages = commands.map((name) => {
      const [, usage = ''] = /^Usage: (.*)$/m.exec(sluice(name, '--help')) ?? [];
      return { name, usage: usage.replace(' [options]', '') };
    });

    expect(usages.filter(({ name, usage }) => !sections.get(name)?.includes(`\`${usage}\``))).toEqual([]);
  });
});

describe('pages about the code', () => {
  it('name only files that exist', () => {
    const pages = ['README.md', 'CHANGELOG.md', 'docs/architecture.md', ...filesBelow('docs/decisions', '.md')];
    const named = pages.flatMap((page) =>
      [...textOf(page).matchAll(/`((?:src|test|templates|docs)\/[\w./-]*)`/g)].map(([, path = '']) => ({ page, path })),
    );

    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('quote only log messages that are logged', () => {
    const logs = sectionsOf(textOf('docs/operations/run.md')).get('Logs') ?? '';
    const sources = filesBelow('src', '.ts').map((path) => textOf(path));
    const quoted = rowsOf(logs);

    expect(quoted).not.toEqual([]);
    expect(quoted.filter((message) => !sources.some((text) => text.includes(`'${message}'`)))).toEqual([]);
  });

  it('quote only reasons that are given', () => {
    const stuck = sectionsOf(textOf('docs/operations/run.md')).get('A lane is stuck') ?? '';
    const [head = ''] = stuck.split('\n\nWhen ');
    const quoted = head.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)]);
    const pieces = quoted.flatMap(([, reason = '']) => reason.split('…'));
    const sources = filesBelow('src/core', '.ts').map((path) => textOf(path));

    expect(pieces.length).toBeGreaterThan(15);
    expect(pieces.filter((piece) => !sources.some((text) => text.includes(piece)))).toEqual([]);
  });

  it('lead from a decision that no longer holds to the one that does', () => {
    const superseded = filesBelow('docs/decisions', '.md').flatMap((path) => {
      const [, link] = /^Superseded by (.*)$/m.exec(textOf(path).split('**Context.**', 1)[0] ?? '') ?? [];
      return link === undefined ? [] : [{ path, target: /^\[\d{4}\]\((.+)\)\.$/.exec(link)?.[1] ?? '' }];
    });

    expect(superseded).not.toEqual([]);
    expect(superseded.filter(({ target }) => !/^\d{4}-.+\.md$/.test(target))).toEqual([]);
    expect(superseded.filter(({ target }) => !existsSync(join(root, 'docs/decisions', target)))).toEqual([]);
  });

  it('number each decision once, without a gap', () => {
    const numbers = filesBelow('docs/decisions', '.md').map((path) =>
      Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]),
    );

    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  });
});
