import { isKnown } from '../core/answer.ts';
import { gapRemedy, gapSentences, gapTitle } from '../core/permissions/gap-text.ts';
import type { AppGrants, Asked } from '../core/permissions/grants.ts';
import { permissionGaps } from '../core/permissions/permission-gaps.ts';
import { plural } from '../core/text/phrases.ts';
import { printable } from '../core/text/printable.ts';
import type { Grants } from '../ports/github/grants.ts';

export interface DoctorTools {
  grants: Grants;
  asked: Asked;
  web: string;
}

interface Finding {
  isWell: boolean;
  says: string;
  more: string[];
}

/** Asks GitHub whether the App can work at all, as `sluice doctor` prints it. What could not be read is not well. */
export async function examine({ grants, asked, web }: DoctorTools): Promise<{ text: string; isWell: boolean }> {
  const granted = await grants.read();
  const findings = isKnown(granted)
    ? [appFinding(granted.known), await webhookFinding(grants), ...installationFindings(granted.known, { asked, web })]
    : [trouble('the App could not be asked about', [printable(granted.unknown), CHECK_KEY])];
  const text = findings.flatMap(({ isWell, says, more }) => [
    `${isWell ? 'well   ' : 'trouble'}  ${says}`,
    ...more.map((line) => `         ${line}`),
  ]);
  return { text: text.join('\n'), isWell: findings.every(({ isWell }) => isWell) };
}

const CHECK_KEY =
  '→ check that APP_ID and the private key belong to the same App, and that this machine reaches GitHub';

const well = (says: string): Finding => ({ isWell: true, says, more: [] });
const trouble = (says: string, more: string[]): Finding => ({ isWell: false, says, more });

const appFinding = ({ slug, installations }: AppGrants): Finding =>
  installations.length === 0
    ? trouble(`the key is that of the App ${printable(slug)}, which is installed nowhere`, [
        '→ install it on the repositories that take part',
      ])
    : well(`the key is that of the App ${printable(slug)}, installed on ${plural(installations.length, 'account')}`);

async function webhookFinding(grants: Grants): Promise<Finding> {
  const url = await grants.webhookUrl();
  if (!isKnown(url)) return trouble('the address for webhooks could not be read', [printable(url.unknown)]);
  if (url.known === undefined)
    return trouble('the App has no address for webhooks', [
      '→ set it to the address of this Sluice with /api/github/webhooks in the App’s settings',
    ]);
  return well(`webhooks go to ${printable(url.known)}`);
}

/** Every installation has a line, so that nobody has to guess whether it was looked at. */
function installationFindings(granted: AppGrants, { asked, web }: { asked: Asked; web: string }): Finding[] {
  const gaps = permissionGaps(asked, granted, web);
  const complete = granted.installations
    .filter(({ id }) => !gaps.some(({ at }) => at !== 'app' && at.installation === id))
    .map(({ account }) => well(`The App on ${printable(account.login)} has granted all that the App asks for`));
  const lacking = gaps.map((gap) => trouble(gapTitle(gap), [...gapSentences(gap), `→ ${gapRemedy(gap)}`]));
  return [...lacking, ...complete];
}
