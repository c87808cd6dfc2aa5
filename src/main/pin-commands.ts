import { Option, type Command } from 'commander';

import type { PinOptions } from '../cli/pin.ts';
import type { PinsOptions } from '../cli/pins.ts';
import { show } from './show.ts';

/** What reads and edits pins in files of this machine: no settings, no network. */
export function addPinCommands(program: Command, exit: (code: number) => void): void {
  program
    .command('pin')
    .description('move pins in files to another tag, digest, commit or version, and nothing else')
    .argument('<file...>', 'for example apps/payments/kustomization.yaml')
    .option('--image <name>', 'every reference to this image, action or repository')
    .option('--arg <name>', 'the default of this ARG of a Dockerfile')
    .option('--pointer <path>', 'the value at this JSON pointer: /spec/containers/0/image')
    .option('--marker <name>', 'what a comment "# sluice: <name>" marks, or a Flux image policy')
    .option('--pattern <expression>', 'the named groups (tag, digest, commit, version) of this RE2 expression')
    .option('--to <reference>', 'a tag, tag@digest or a digest')
    .option('--commit <id>', 'a full commit id, instead of --to')
    .option('--version <version>', 'a version, instead of --to')
    .option('--from <reference>', 'move only what holds this now; of the same kind as the new one')
    .addOption(
      new Option('--drop <half>', 'of a pin with tag and digest, the half to leave out').choices(['tag', 'digest']),
    )
    .option('--places <number>', 'how many places each file must have')
    .option('--write', 'write the files; the diff alone is printed otherwise')
    .action(async (files: string[], options: PinOptions) => {
      const { movePins } = await import('../cli/pin.ts');
      const { code, out, err } = await movePins(files, options);
      show(out, err);
      exit(code);
    });
  program
    .command('pins')
    .description('list every reference in the files of a folder')
    .argument('[folder]', 'a folder, or one file', '.')
    .option('--pipeline <file>', "a pipeline file; without one the folder's own .github/sluice.yml")
    .option('--repo <owner/name>', 'which repository the folder is a clone of: only its stages count')
    .addOption(new Option('--json', 'for programs').conflicts('suggest'))
    .option('--suggest', 'print what `pins` of a pipeline would move what was found')
    .action(async (folder: string, options: PinsOptions) => {
      const { listPins } = await import('../cli/pins.ts');
      const { code, out, err } = await listPins(folder, options);
      show(out, err);
      exit(code);
    });
}
