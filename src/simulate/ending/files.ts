import { fingerprint } from '../../core/text/fingerprint.ts';
import { fullNameOf } from '../../forge/domain/json/repository.ts';
import { branchOid } from '../../forge/domain/repos.ts';
import type { Repo } from '../../forge/domain/state.ts';
import { FOLDER, listTree, treeOf } from '../../forge/git/tree.ts';
import type { EndedWorld } from './ended-world.ts';

const REFERENCE = /sha256:[0-9a-f]{64}|\b[0-9a-f]{40}\b/g;

/** What the default branches hold. */
export interface Files {
  /** The change behind each reference, by repository and file. */
  pins: Record<string, string>;
  /** Every file with a fingerprint of its text, references put aside: edits are to be byte-exact. */
  files: string[];
}

export function filesOf(world: EndedWorld): Files {
  const pins: Record<string, string> = {};
  const files: string[] = [];
  for (const repo of world.forge.state.repos.values()) {
    for (const { path, text } of textsOf(repo)) {
      const name = `${fullNameOf(repo)} ${path}`;
      const held = text.match(REFERENCE) ?? [];
      if (held.length > 0) pins[name] = held.map(world.titleOf).join(', ');
      files.push(`${name} ${fingerprint(text.replaceAll(REFERENCE, '-'))}`);
    }
  }
  return { pins, files: files.sort() };
}

function textsOf(repo: Repo): { path: string; text: string }[] {
  const { objects } = repo.git;
  const tip = branchOid(repo, repo.defaultBranch);
  if (tip === undefined) return [];
  return listTree(objects, treeOf(objects, tip), { recursive: true })
    .filter(({ mode }) => mode !== FOLDER)
    .map(({ path, oid }) => ({ path, text: objects.read(oid)?.body.toString('utf8') ?? '' }));
}
