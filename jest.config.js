/** Tests run from TypeScript source: the `source` export condition needs no build. */
export default {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["source", "node", "require", "default"] },
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2023", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  // Sources name the file that will exist after the build; under jest the .ts beside it is meant.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  testMatch: ["<rootDir>/packages/*/test/**/*.test.ts", "<rootDir>/scripts/test/**/*.test.ts"],
  testTimeout: 20_000,
  // The default leaves one core of two idle.
  maxWorkers: "100%",
};
