import { isAncestor } from '../git/history.ts';
import type { Oid } from '../git/storage.ts';
import { isRefName, parentNames } from '../git/store/ref-name.ts';
import { Refusal } from '../http/handler.ts';
import type { Caller } from '../http/handler.ts';
import { applyPush, checkPush } from './push.ts';
import type { RefCommand } from './push.ts';
import { branchOf } from './push-events.ts';
import { zeroOid } from './repos.ts';
import type { ForgeState, Repo } from './state.ts';

/** Moves refs all together or not at all, and lets the rest follow; refusals are GitHub's words. */
export function moveRefs(state: ForgeState, repo: Repo, commands: readonly RefCommand[], caller: Caller): void {
  checkNames(repo, commands);
  for (const { ref, after } of commands) if (after !== zeroOid) checkTarget(repo, ref, after);
  const [refused] = checkPush(state, repo, commands, caller);
  if (refused !== undefined) {
    const [ref, { reason }] = refused;
    const isBranchRule = reason.startsWith('protected branch');
    throw new Refusal(422, isBranchRule ? `Protected branch update failed for ${ref}.` : reason);
  }
  checkBefore(repo, commands);
  for (const { ref, before, after } of commands) {
    if (!repo.git.refs.compareAndSwap(ref, valueOf(before), valueOf(after)))
      throw new Refusal(409, `Cannot lock ref '${ref}'`);
  }
  applyPush(state, repo, commands, caller);
}

/** Refuses what a ref cannot point to: an object that is not there, or anything but a commit for a branch. */
export function checkTarget(repo: Repo, ref: string, oid: Oid): void {
  const object = repo.git.objects.read(oid);
  if (object === undefined) throw new Refusal(422, 'Object does not exist');
  if (branchOf(ref) !== undefined && object.type !== 'commit') throw new Refusal(422, 'Reference update failed');
}

/** Refuses a move that loses commits; what is no commit has no history to keep. */
export function checkFastForward(repo: Repo, before: Oid, after: Oid): void {
  const { objects } = repo.git;
  const areCommits = [before, after].every((oid) => objects.read(oid)?.type === 'commit');
  if (!areCommits || !isAncestor(objects, before, after)) throw new Refusal(422, 'Update is not a fast forward');
}

function valueOf(oid: Oid): Oid | undefined {
  return oid === zeroOid ? undefined : oid;
}

/** git's own rules: `a` and `a/b` exclude each other, and one transaction holds a ref once. */
function checkNames({ git: { refs } }: Repo, commands: readonly RefCommand[]): void {
  const names = commands.map(({ ref }) => ref);
  const bad = names.find((name) => !isRefName(name));
  if (bad !== undefined) throw new Refusal(422, `${bad} is not a valid ref name.`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Refusal(422, `${twice} is updated more than once.`);
  const created = commands.filter(({ before }) => before === zeroOid).map(({ ref }) => ref);
  const isTaken = (name: string) => created.includes(name) || refs.read(name) !== undefined;
  const clash = created.find((name) => parentNames(name).some(isTaken) || refs.list(`${name}/`).size > 0);
  if (clash !== undefined) throw new Refusal(422, 'Reference update failed');
}

function checkBefore({ git: { refs } }: Repo, commands: readonly RefCommand[]): void {
  const stale = commands.find(({ ref, before }) => refs.read(ref) !== valueOf(before));
  if (stale === undefined) return;
  const now = refs.read(stale.ref) ?? zeroOid;
  throw new Refusal(409, `Reference ${stale.ref} is at ${now} but expected ${stale.before}`);
}
