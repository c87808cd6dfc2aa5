export default {
  testEnvironment: '<rootDir>/.ci/replay-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFiles: ['<rootDir>/test/reproducible.ts'],
  testTimeout: 180_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
  reporters: ['default', '<rootDir>/.ci/summary-reporter.mjs'],
  watchman: false,
};
