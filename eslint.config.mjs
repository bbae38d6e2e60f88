import { readFileSync } from "node:fs";
import { join } from "node:path";
import js from "@eslint/js";
import tseslint from "typescript-eslint";
import { ioModules } from "./scripts/layers/io-modules.mjs";
import { readLayerTable } from "./scripts/layers/layer-table.mjs";

const DOMAIN_LEVEL = 2;
const domainPackages = [
  ...readLayerTable(readFileSync(join(import.meta.dirname, "docs/architecture.md"), "utf8"))
    .packages,
].flatMap(([folder, { level }]) => (level === DOMAIN_LEVEL ? [folder] : []));

const TIME_MESSAGE = "Take a Clock (packages/clock): tests must be able to choose the time.";
const timeProperties = [
  { object: "Date", property: "now", message: TIME_MESSAGE },
  { object: "process", property: "hrtime", message: TIME_MESSAGE },
];
/** Timers and clocks that only packages/clock may touch. */
const timeGlobals = [
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "performance",
].map((name) => ({ name, message: TIME_MESSAGE }));

/** What belongs to the process as a whole; only a main.ts speaks for it. */
const processProperties = ["argv", "env", "exit", "exitCode", "on", "once"].map((property) => ({
  object: "process",
  property,
  message: "Only main.ts touches the process; take what is needed as an option.",
}));

const deepImports = {
  group: ["@signalbox/*/*", "!@signalbox/*/testing"],
  message: "Import the package's public index.",
};

const plainSyntax = [
  { selector: "ExportDefaultDeclaration", message: "Named exports only." },
  { selector: "TSEnumDeclaration", message: "Use a union of literals or an `as const` object." },
  { selector: "TSModuleDeclaration[kind='namespace']", message: "Use modules, not namespaces." },
];

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "coverage/**", ".nx/**"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      // One program for the whole tree. The project service would look for the nearest tsconfig.json, which leaves out
      // tests and resolves siblings to their build output instead of their source.
      parserOptions: {
        project: ["./tsconfig.test.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Both are part of the preset; named here because a forgotten `await` is the fault servers get most.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "no-restricted-imports": ["error", { patterns: [deepImports] }],
      "no-restricted-syntax": ["error", ...plainSyntax],
      "no-restricted-globals": ["error", ...timeGlobals],
      "no-restricted-properties": ["error", ...timeProperties],
      eqeqeq: "error",
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ["packages/*/src/**"],
    rules: { "no-restricted-properties": ["error", ...timeProperties, ...processProperties] },
  },
  {
    // Domain packages decide; sockets, files and frameworks belong to the layers above.
    files: [`packages/{${domainPackages.join(",")}}/src/**`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: ioModules.map((name) => ({ name, message: "No I/O in a domain package." })),
          patterns: [deepImports],
        },
      ],
    },
  },
  {
    files: ["packages/*/src/main.ts"],
    rules: { "no-restricted-properties": ["error", ...timeProperties] },
  },
  {
    // The kit that wraps time, and code that runs outside the services, own their timers. The SDK runs in a plugin's
    // process, whose environment is its configuration.
    files: [
      "packages/clock/src/**",
      "packages/*/test/**",
      "packages/*/bench/**",
      "packages/integration/**",
      "packages/plugin-sdk/src/**",
      "bench/**",
      "scripts/**",
      "examples/**",
    ],
    rules: { "no-restricted-globals": "off", "no-restricted-properties": "off" },
  },
  {
    // One describe holds many short tests: the length that matters is each test's.
    files: ["**/*.test.ts", "**/src/testing/**"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    // Plain JavaScript is in no TypeScript program; tool settings must be default exports.
    files: ["**/*.{js,mjs,cjs}"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" },
    },
    rules: { "no-restricted-syntax": "off" },
  },
);
