import { openIssueOfSluice } from './onlooker.ts';
import { PAYMENTS, PLATFORM } from './scenes/hops.ts';
import type { Theatre } from './theatre.ts';

/** What a newcomer can do once the story is over, to be pasted into a terminal: a change as ada, and a word of rita's. */
export async function whatToTry(theatre: Theatre): Promise<string[]> {
  const { origin, forge } = theatre;
  const clone = `${origin.replace('://', `://x-access-token:${forge.personToken('ada')}@`)}/${PAYMENTS}.git`;
  const control = await openIssueOfSluice(theatre, PLATFORM);
  return [
    'acme-ci and acme-deployer go on working. To try: change payments as ada, and see it go to staging:',
    `  git clone ${clone} && cd payments`,
    "  echo '// mine' >> server.js && git commit -am 'My change' && git push",
    `then rita has it brought to the gates of production, by a comment on ${PLATFORM}#${control}:`,
    `  curl -sS -o /dev/null -H 'Authorization: Bearer ${forge.personToken('rita')}' \\`,
    `    ${origin}/api/v3/repos/${PLATFORM}/issues/${control}/comments \\`,
    `    -d '{"body": "/sluice promote production payments"}'`,
  ];
}
