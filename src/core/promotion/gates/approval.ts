import type { CommitSha } from '../../names.ts';
import type { ReviewFact } from '../snapshot.ts';

/** A person who may write to the repository said yes to this very head, and has not been overruled. */
export const isApproval = ({ byHuman, mayWrite, state, commit }: ReviewFact, head: CommitSha): boolean =>
  byHuman && mayWrite && state === 'approved' && commit === head;
