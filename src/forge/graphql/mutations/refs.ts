import type { Oid } from '../../git/storage.ts';
import type { RefCommand } from '../../domain/push.ts';
import { checkFastForward, checkTarget, moveRefs } from '../../domain/ref-changes.ts';
import { zeroOid } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import { mustWrite, repoOfNode } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { refOf } from '../lookup.ts';
import { GraphqlRefusal } from '../refusal.ts';
import type { Input } from './input.ts';

interface RefUpdate {
  name: string;
  afterOid: Oid;
  beforeOid?: Oid | null;
  force?: boolean | null;
}

const demand = (mutation: string) => ({ permissions: ['contents'], role: 'write' as const, mutation });

export function refMutations(graph: Graph): Fields {
  const { view } = graph;
  const { state, caller } = view;
  return {
    createRef: ({ input }: Input<{ repositoryId: string; name: string; oid: Oid }>) => {
      const repo = repoOfNode(view, input.repositoryId);
      mustWrite(view, repo, demand('CreateRef'));
      const { name, oid } = input;
      if (repo.git.refs.read(name) !== undefined) {
        throw new GraphqlRefusal('UNPROCESSABLE', `A ref named "${name}" already exists in the repository.`);
      }
      moveRefs(state, repo, [{ ref: name, before: zeroOid, after: oid }], caller);
      return { ref: graph.ref(repo, name) };
    },
    updateRef: ({ input }: Input<{ refId: string; oid: Oid; force?: boolean | null }>) => {
      const { repo, name, oid: before } = refOf(view, input.refId);
      mustWrite(view, repo, demand('UpdateRef'));
      const update = { name, afterOid: input.oid, beforeOid: before, force: input.force ?? false };
      moveRefs(state, repo, commandsFor(repo, [update]), caller);
      return { ref: graph.ref(repo, name) };
    },
    deleteRef: ({ input }: Input<{ refId: string }>) => {
      const { repo, name, oid } = refOf(view, input.refId);
      mustWrite(view, repo, demand('DeleteRef'));
      moveRefs(state, repo, [{ ref: name, before: oid, after: zeroOid }], caller);
      return {};
    },
    updateRefs: ({ input }: Input<{ repositoryId: string; refUpdates: RefUpdate[] }>) => {
      const repo = repoOfNode(view, input.repositoryId);
      mustWrite(view, repo, demand('UpdateRefs'));
      moveRefs(state, repo, commandsFor(repo, input.refUpdates), caller);
      return {};
    },
  };
}

/** All updates are judged before any ref moves; those that change nothing fall out. */
function commandsFor(repo: Repo, updates: RefUpdate[]): RefCommand[] {
  return updates.map((update) => commandFor(repo, update)).filter(({ before, after }) => before !== after);
}

function commandFor(repo: Repo, { name, afterOid, beforeOid, force }: RefUpdate): RefCommand {
  const now = repo.git.refs.read(name) ?? zeroOid;
  if (typeof beforeOid === 'string' && beforeOid !== now) {
    throw new GraphqlRefusal(
      'STALE_DATA',
      `Expected ${name} to point to "${beforeOid}" but it did not. Pull and try again.`,
    );
  }
  if (afterOid !== zeroOid) checkTarget(repo, name, afterOid);
  else if (now === zeroOid) throw new GraphqlRefusal('UNPROCESSABLE', 'Reference does not exist');
  if (force !== true && now !== zeroOid && afterOid !== zeroOid) checkFastForward(repo, now, afterOid);
  return { ref: name, before: now, after: afterOid };
}
