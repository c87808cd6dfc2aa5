import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { importsOf } from './sources/imports-of.ts';
import { roomOf } from './import-law.ts';
import { root, sourcesBelow, textOf } from './sources/project-files.ts';

interface Manifest {
  version: string;
  engines: { node: string };
  bin: Record<string, string>;
  exports: Record<string, Record<string, string>>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}
interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  inBundle?: boolean;
  optionalDependencies?: Record<string, string>;
}

const manifest = JSON.parse(textOf('package.json')) as Manifest;
const lock = JSON.parse(textOf('package-lock.json')) as { version: string; packages: Record<string, Locked> };
const { dependencies, devDependencies, optionalDependencies } = manifest;
const declared = { ...dependencies, ...devDependencies, ...optionalDependencies };

/** Where Node would look for a package that another one, at its path in the lock, asks for. */
function isLocked(name: string, askedBy: string, packages: Record<string, Locked>): boolean {
  const places = askedBy
    .split('/node_modules/')
    .map((_, depth, parts) => parts.slice(0, depth + 1).join('/node_modules/'));
  return ['', ...places].some((place) => packages[`${place}${place ? '/' : ''}node_modules/${name}`]);
}

/** Packages a native library needs on some platform which the lock does not have: `npm ci` refuses such a lock. */
const leftOut = (packages: Record<string, Locked>): string[] =>
  Object.entries(packages).flatMap(([path, { optionalDependencies: optional = {} }]) =>
    Object.keys(optional)
      .filter((name) => !isLocked(name, path, packages))
      .map((name) => `${path || 'package.json'} needs ${name}`),
  );

describe('the package', () => {
  it('fixes every dependency to one version', () => {
    expect(Object.entries(declared).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('points its commands and exports at what the build makes of existing sources', () => {
    const built = [manifest.bin, ...Object.values(manifest.exports)].flatMap((targets) => Object.values(targets));
    const sources = built.map((path) => path.replace(/^(?:\.\/)?dist\//, 'src/').replace(/(\.d\.ts|\.js)$/, '.ts'));

    expect(sources).toContain('src/start.mjs');
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('declares every package that the sources import, as a dependency when the served app does', () => {
    const imported = [...sourcesBelow('src')].flatMap(([path, text]) => importsOf(path, text));
    const needed = imported.filter(({ kind, when }) => kind === 'package' && when !== 'type');
    const unmet = needed.filter(({ from, target }) => {
      const isServed = !['forge', 'demo', 'simulate'].includes(roomOf(from));
      return !(target in (isServed ? dependencies : declared));
    });

    expect(needed).not.toEqual([]);
    expect(unmet.map(({ from, line, target }) => `${from}:${line} ${target}`)).toEqual([]);
  });

  it('asks for the same Node as its first file does', () => {
    const asked = /const NEEDED = '([\d.]+)'/.exec(textOf('src/start.mjs'))?.[1];

    expect(manifest.engines.node).toBe(`>=${asked}`);
  });
});

describe('the lock', () => {
  it('has the version of the package and of its direct dependencies', () => {
    const locked = Object.fromEntries(
      Object.keys(declared).map((name) => [name, lock.packages[`node_modules/${name}`]?.version]),
    );

    expect(lock.version).toBe(manifest.version);
    expect(locked).toEqual(declared);
  });

  it('has every platform of every native library', () => {
    expect(leftOut(lock.packages)).toEqual([]);
  });

  it('would be refused with a platform left out', () => {
    const packages = {
      '': {},
      'node_modules/a': { optionalDependencies: { 'a-linux': '1.0.0', 'a-arm': '1.0.0', 'a-mac': '1.0.0' } },
      'node_modules/a-linux': {},
      'node_modules/a/node_modules/a-arm': {},
    };

    expect(leftOut(packages)).toEqual(['node_modules/a needs a-mac']);
  });

  it('names no address a package was loaded from', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved)).toEqual([]);
  });

  it('knows the content of every package', () => {
    const unknown = Object.entries(lock.packages).filter(
      ([path, { integrity, link, inBundle }]) => path !== '' && !integrity && !link && !inBundle,
    );

    expect(unknown.map(([path]) => path)).toEqual([]);
  });
});
