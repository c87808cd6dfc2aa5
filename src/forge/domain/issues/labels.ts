import { Refusal } from '../../http/handler.ts';
import type { Caller } from '../../http/handler.ts';
import { emit } from '../json/event.ts';
import { labelJson } from '../json/issue.ts';
import { canWrite } from '../repos.ts';
import type { Account, ForgeState, Issue, Label, Pull, Repo } from '../state.ts';
import { announce } from './announce.ts';
import { checkLength } from './text.ts';

const longestName = 50;
const longestDescription = 100;
/** What a label looks like that was made by nothing but its name. */
const grey = 'ededed';

export interface LabelLook {
  color?: string | undefined;
  description?: string | null | undefined;
}

/** Names are unique ignoring case. */
export function labelNamed(repo: Repo, name: string): Label | undefined {
  const wanted = name.toLowerCase();
  for (const label of repo.labels.values()) if (label.name.toLowerCase() === wanted) return label;
  return undefined;
}

/** The label of that name for a seed: one that is missing is made, and no event tells of it. */
export function ensureLabel(state: ForgeState, repo: Repo, name: string, look: LabelLook = {}): Label {
  return labelNamed(repo, name) ?? storeLabel(state, repo, name, look);
}

/** Makes a label; a name that is taken is refused. */
export function createLabel(
  state: ForgeState,
  repo: Repo,
  { name, actor, ...look }: LabelLook & { name: string; actor: Account },
): Label {
  if (labelNamed(repo, name) !== undefined) throw invalid('name', { code: 'already_exists' });
  const label = storeLabel(state, repo, name, look);
  announceLabel(state, repo, label, { action: 'created', sender: actor });
  return label;
}

/** Changes a label wherever it is set; what stays the same is no event. */
export function editLabel(
  state: ForgeState,
  repo: Repo,
  label: Label,
  { name = label.name, actor, ...look }: LabelLook & { name?: string | undefined; actor: Account },
): void {
  const taken = labelNamed(repo, name);
  if (taken !== undefined && taken !== label) throw invalid('name', { code: 'already_exists' });
  const next = { name, color: look.color ?? label.color, description: look.description ?? label.description };
  checkLabel(next);
  const changes: Record<string, { from: string }> = {};
  for (const field of ['name', 'color', 'description'] as const) {
    if (next[field] !== label[field]) changes[field] = { from: label[field] ?? '' };
  }
  Object.assign(label, next);
  if (Object.keys(changes).length === 0) return;
  label.updatedAt = state.clock.now();
  announceLabel(state, repo, label, { action: 'edited', sender: actor, fields: { changes } });
}

/** Removes a label from the repository and from everything that has it. */
export function deleteLabel(state: ForgeState, repo: Repo, label: Label, actor: Account): void {
  repo.labels.delete(label.id);
  for (const issue of repo.issues.values()) issue.labels.delete(label.id);
  announceLabel(state, repo, label, { action: 'deleted', sender: actor });
}

/**
 * Refuses who may set labels but not make those that are missing: people below write, and since 2025 Apps without `issues`
 * (Songmu/tagpr#194, actions/labeler#870).
 */
export function checkMayName(repo: Repo, names: string[], caller: Caller): void {
  checkNames(repo, names);
  if (canWrite(repo, caller, 'issues') || names.every((name) => labelNamed(repo, name) !== undefined)) return;
  throw new Refusal(403, 'You do not have permission to create labels on this repository.', {
    errors: [{ resource: 'Repository', field: 'label', code: 'unauthorized' }],
  });
}

/** Refuses names of labels that could not be made. */
export function checkNames(repo: Repo, names: string[]): void {
  for (const name of names)
    if (labelNamed(repo, name) === undefined) checkLabel({ name, color: grey, description: null });
}

/** Adds and removes labels by name, making unknown ones; each that really changes is one event. */
export function setLabels(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  { add = [], remove = [], actor }: { add?: string[]; remove?: string[]; actor: Account },
): void {
  checkNames(repo, add);
  for (const name of remove) {
    const label = labelNamed(repo, name);
    if (label !== undefined && issue.labels.delete(label.id))
      record(state, { repo, issue, label, actor, kind: 'unlabeled' });
  }
  for (const name of add) {
    const label = labelNamed(repo, name) ?? createLabel(state, repo, { name, actor });
    if (issue.labels.has(label.id)) continue;
    issue.labels.add(label.id);
    record(state, { repo, issue, label, actor, kind: 'labeled' });
  }
}

function storeLabel(state: ForgeState, repo: Repo, name: string, look: LabelLook): Label {
  const label = { name, color: look.color ?? grey, description: look.description ?? null };
  checkLabel(label);
  const now = state.clock.now();
  const stored = { id: state.nextId(), ...label, createdAt: now, updatedAt: now };
  repo.labels.set(stored.id, stored);
  return stored;
}

function checkLabel({ name, color, description }: Pick<Label, 'name' | 'color' | 'description'>): void {
  if (name.trim() === '') throw invalid('name', { code: 'missing_field' });
  checkLength(name, { resource: 'Label', field: 'name', longest: longestName });
  if (!/^[0-9a-f]{6}$/i.test(color)) throw invalid('color', { code: 'invalid' });
  checkLength(description, { resource: 'Label', field: 'description', longest: longestDescription });
}

function invalid(field: string, detail: { code: string }): Refusal {
  return new Refusal(422, 'Validation Failed', { errors: [{ resource: 'Label', ...detail, field }] });
}

function announceLabel(
  state: ForgeState,
  repo: Repo,
  label: Label,
  what: { action: string; sender: Account; fields?: Record<string, unknown> },
): void {
  const fields = { label: labelJson(repo, label, state.origin), ...what.fields };
  emit(state, { event: 'label', action: what.action, repo, sender: what.sender, fields });
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
