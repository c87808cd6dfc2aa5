import * as fc from 'fast-check';

// Properties look in new places on every run of a developer's; what CI says of a change must not depend on chance.
if (process.env['CI'] !== undefined) fc.configureGlobal({ seed: 20_261_120 });
