import type { Answer } from '../../core/answer.ts';

/** One attempt of a person to say who they are. */
export interface Attempt {
  /** Random: what comes back with another one was begun by somebody else. */
  state: string;
  /** S256 of the verifier, which only the page that began the attempt knows (PKCE). */
  challenge: string;
  /** Where GitHub sends the person back to. */
  redirect: string;
}

/** What the person came back with. */
export interface Return {
  code: string;
  verifier: string;
  redirect: string;
}

/** A GitHub App's web application flow. */
export interface SignIn {
  /** Where a person is sent to. */
  address(attempt: Attempt): string;
  /** The login of who came back; undefined when GitHub does not accept the code. */
  identify(back: Return): Promise<Answer<string | undefined>>;
}
