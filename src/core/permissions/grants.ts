/** GitHub's levels of a permission. */
export type Level = 'read' | 'write' | 'admin';

/** What an App may do and is told of: permissions by GitHub's names, and webhook events. */
export interface Grant {
  permissions: Readonly<Record<string, string>>;
  events: readonly string[];
}

/** What a release of Sluice asks for: its `app.yml`. */
export interface Asked extends Grant {
  permissions: Readonly<Record<string, Level>>;
}

/** What GitHub says the App has. */
export interface AppGrants {
  slug: string;
  /** What the App's registration asks every installation for; `owner` is undefined for an enterprise's App. */
  registered: Grant & { owner?: Account };
  installations: Installation[];
}

/** The App on one account. */
export interface Installation extends Grant {
  id: number;
  account: Account;
}

export interface Account {
  login: string;
  isOrganisation: boolean;
}
