import type { Snapshot } from '../snapshot.ts';
import type { PinnedBranch } from './held-pins.ts';

/** The files of the lane's own repository as its base holds them. */
export function baseOf({ repo, base, files }: Snapshot): PinnedBranch {
  return {
    where: `${repo} ${base.name}`,
    owner: files,
    text(path) {
      const file = files.find((candidate) => candidate.path === path);
      if (file?.unreadable !== undefined) return { unreadable: file.unreadable };
      return file?.base === undefined ? { missing: true } : { text: file.base };
    },
  };
}

/** The files of the lane's own repository as its Sluice branch holds them. */
export function headOf({ repo, files }: Snapshot, head: string): PinnedBranch {
  return {
    where: `${repo} ${head}`,
    owner: files,
    text(path) {
      const text = files.find((candidate) => candidate.path === path)?.head;
      return text === undefined ? { missing: true } : { text };
    },
  };
}
