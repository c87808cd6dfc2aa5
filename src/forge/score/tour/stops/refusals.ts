import { restSlice, type RestOperation } from '../../../contract/slices.ts';
import type { Party, Stop } from '../party.ts';

/** What every operation has in common: it is refused to those who may not, and what is nowhere is not found. */
export const visitRefusals: Stop = async (party) => {
  const described = restSlice(party.stage.description).operations;
  const ours = party.stage.forge.operations.flatMap((one) => described[one] ?? []);
  // For this long the owner of globex grants nothing but what is always granted.
  const installation = party.stage.forge.state.installations.get(party.stage.installations.globex);
  const granted = installation?.permissions ?? {};
  if (installation !== undefined) installation.permissions = { metadata: 'read' };
  for (const operation of ours) {
    if (operation.path.startsWith('/repos/{owner}/{repo}')) await visitClosed(party, operation);
    if (operation.path !== '/') await party.bearer('ghp_wrong').hears(401, filled(operation, 'acme/shop'));
  }
  if (installation !== undefined) installation.permissions = granted;
};

/** A private repository: no stranger may know of it, and an installation there that was granted nothing may do as little. */
async function visitClosed(party: Party, operation: RestOperation): Promise<void> {
  const { app, bot, guest, stage } = party;
  const asked = filled(operation, 'globex/site');
  const isOfTheApp = operation.path.endsWith('/installation');
  await party.person('eve').hears(isOfTheApp ? 401 : 404, asked);
  await guest.tries(asked);
  if (operation.method === 'GET') {
    await bot.tries(filled(operation, 'acme/plain'));
    await (isOfTheApp ? app : bot).hears(301, filled(operation, stage.formerName));
  }
}

/** A call of the operation about this repository, and about nothing that there is in it. */
function filled({ method, path }: RestOperation, fullName: string): string {
  const address = path
    .replace('{owner}/{repo}', fullName)
    .replace('{package_type}', 'container')
    .replace('{basehead}', 'nowhere...elsewhere')
    .replaceAll(/\{(?:\w+_number|\w+_id)\}/g, '4711')
    .replaceAll(/\{\w*sha\}/g, '2'.repeat(40))
    .replaceAll(/\{\w+\}/g, 'nowhere');
  return `${method} ${address}`;
}
