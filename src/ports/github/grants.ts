import type { Answer } from '../../core/answer.ts';
import type { AppGrants } from '../../core/permissions/grants.ts';

/** What GitHub says of the App itself, read with its own key. */
export interface Grants {
  /** What the App asks for and what each installation has granted; a part that cannot be read makes the whole unknown. */
  read(): Promise<Answer<AppGrants>>;
  /** Where GitHub sends the App's deliveries; undefined when the App has no address. */
  webhookUrl(): Promise<Answer<string | undefined>>;
}
