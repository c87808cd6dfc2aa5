import { Refusal } from '../../http/handler.ts';
import { labelJson } from '../json/issue.ts';
import type { Account, ForgeState, Issue, Label, Pull, Repo } from '../state.ts';
import { announce } from './announce.ts';

const longestName = 50;

/** Names are unique ignoring case. */
export function labelNamed(repo: Repo, name: string): Label | undefined {
  const wanted = name.toLowerCase();
  for (const label of repo.labels.values()) if (label.name.toLowerCase() === wanted) return label;
  return undefined;
}

/** The label of that name; an unknown one is made, grey and without description, as GitHub does. */
export function ensureLabel(
  state: ForgeState,
  repo: Repo,
  name: string,
  more: { color?: string; description?: string } = {},
): Label {
  const known = labelNamed(repo, name);
  if (known !== undefined) return known;
  if (name === '' || name.length > longestName) {
    const message = 'name is too long (maximum is 50 characters)';
    const code = name === '' ? { code: 'missing_field' } : { code: 'custom', message };
    throw new Refusal(422, 'Validation Failed', { errors: [{ resource: 'Label', ...code, field: 'name' }] });
  }
  const label = { id: state.nextId(), name, color: more.color ?? 'ededed', description: more.description ?? null };
  repo.labels.set(label.id, label);
  return label;
}

/** Adds and removes labels by name; each that really changes is one event. */
export function setLabels(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  { add = [], remove = [], actor }: { add?: string[]; remove?: string[]; actor: Account },
): void {
  for (const name of remove) {
    const label = labelNamed(repo, name);
    if (label !== undefined && issue.labels.delete(label.id))
      record(state, { repo, issue, label, actor, kind: 'unlabeled' });
  }
  for (const name of add) {
    const label = ensureLabel(state, repo, name);
    if (issue.labels.has(label.id)) continue;
    issue.labels.add(label.id);
    record(state, { repo, issue, label, actor, kind: 'labeled' });
  }
}

function record(
  state: ForgeState,
  change: { repo: Repo; issue: Issue | Pull; label: Label; actor: Account; kind: 'labeled' | 'unlabeled' },
): void {
  const { repo, issue, label, actor, kind } = change;
  const at = state.clock.now();
  issue.updatedAt = at;
  issue.timeline.push({ id: state.nextId(), kind, actor, at, label });
  announce(state, repo, issue, {
    action: kind,
    sender: actor,
    fields: { label: labelJson(repo, label, state.origin) },
  });
}
