import type { Account, ForgeState } from './state.ts';

export function accountOf(state: ForgeState, login: string): Account | undefined {
  return state.accounts.get(login.toLowerCase());
}

/** The account of that login, made when it does not exist yet. */
export function addAccount(state: ForgeState, login: string, type: Account['type']): Account {
  const known = accountOf(state, login);
  if (known !== undefined) return known;
  const account = { id: state.nextId(), login, type };
  state.accounts.set(login.toLowerCase(), account);
  return account;
}

/** Who can sign in; GitHub's own committer cannot. */
export function peopleOf(state: ForgeState): Account[] {
  return [...state.accounts.values()].filter(({ type, login }) => type === 'User' && login !== 'web-flow');
}

/** The address GitHub writes into commits it makes for an account. */
export function emailOf(account: Account): string {
  return `${account.id}+${account.login}@users.noreply.github.com`;
}

export const webFlow = { name: 'GitHub', email: 'noreply@github.com' };

/** The account a commit's e-mail address belongs to. */
export function accountByEmail(state: ForgeState, email: string): Account | undefined {
  if (email === webFlow.email) return accountOf(state, 'web-flow');
  const login = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  return login === undefined ? undefined : accountOf(state, login);
}
