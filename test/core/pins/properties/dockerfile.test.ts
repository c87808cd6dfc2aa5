import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { dockerfile } from './generators/dockerfile.ts';
import {
  expectThePlants,
  expectTheImageMoves,
  expectTheMarkerMoves,
  expectThePointerMoves,
} from './generators/moves.ts';
import { reference } from './generators/planted.ts';

/** Every instruction by its keyword and position, read as the Dockerfile reference tells: comments go, continued lines join. */
function leavesOf(text: string): Map<string, string> {
  const lines = text.replace('\uFEFF', '').replaceAll('\r\n', '\n').split('\n');
  const escape = /^# escape=(.)$/.exec(lines[0] ?? '')?.[1] ?? '\\';
  const counts = new Map<string, number>();
  const leaves = new Map<string, string>();
  for (let at = 0; at < lines.length; at += 1) {
    let joined = '';
    for (; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      if (/^\s*(?:#|$)/.test(line)) {
        if (joined === '') break;
        continue;
      }
      const isContinued = line.trimEnd().endsWith(escape);
      joined += isContinued ? line.trimEnd().slice(0, -1) : line;
      if (!isContinued) break;
    }
    if (joined === '') continue;
    for (const [, name = ''] of joined.matchAll(/<<"?([A-Z]+)"?/g)) {
      const end = lines.indexOf(name, at);
      joined += `\n${lines.slice(at + 1, end).join('\n')}`;
      at = end;
    }
    const keyword = joined.trim().split(/\s/, 1)[0]?.toUpperCase() ?? '';
    const count = counts.get(keyword) ?? 0;
    counts.set(keyword, count + 1);
    leaves.set(`/${keyword}/${count}`, joined);
  }
  return leaves;
}

describe('any Dockerfile', () => {
  it('tells every reference that was planted in it, and no other', () => {
    fc.assert(fc.property(dockerfile, (file) => expectThePlants(file)));
  });

  it('has every reference to an image moved together, and moves back to the very same bytes', () => {
    fc.assert(
      fc.property(dockerfile, fc.nat(), reference, (file, at, to) => expectTheImageMoves(file, { at, to, leavesOf })),
    );
  });

  it('has one reference moved by its pointer, and nothing else', () => {
    fc.assert(
      fc.property(dockerfile, fc.nat(), reference, (file, at, to) => expectThePointerMoves(file, { at, to, leavesOf })),
    );
  });

  it('has one reference moved by the comment above it, and nothing else', () => {
    fc.assert(
      fc.property(dockerfile, fc.nat(), reference, (file, at, to) => expectTheMarkerMoves(file, { at, to, leavesOf })),
    );
  });
});
