import js from "@eslint/js";
import tseslint from "typescript-eslint";

const TIME_MESSAGE = "Take a Clock (packages/clock): tests must be able to choose the time.";

/** Timers and clocks that only packages/clock may touch. */
const noGlobalTime = {
  "no-restricted-globals": [
    "error",
    ...["setTimeout", "setInterval", "clearTimeout", "clearInterval", "performance"].map(
      (name) => ({
        name,
        message: TIME_MESSAGE,
      }),
    ),
  ],
  "no-restricted-properties": [
    "error",
    { object: "Date", property: "now", message: TIME_MESSAGE },
    { object: "process", property: "hrtime", message: TIME_MESSAGE },
  ],
};

const IO_MODULES = [
  "express",
  "axios",
  "winston",
  "prom-client",
  ...["http", "https", "net", "tls", "dgram", "dns", "fs", "fs/promises", "child_process"].flatMap(
    (name) => [name, `node:${name}`],
  ),
];

const deepImports = {
  group: ["@signalbox/*/*", "!@signalbox/*/testing"],
  message: "Import the package's public index.",
};

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "coverage/**", ".nx/**"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.test.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-restricted-imports": ["error", { patterns: [deepImports] }],
      eqeqeq: "error",
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }],
      ...noGlobalTime,
    },
  },
  {
    // Domain packages decide; sockets, files and frameworks belong to the layers above.
    files: ["packages/{cache-core,cache-protocol}/src/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: IO_MODULES.map((name) => ({ name, message: "No I/O in a domain package." })),
          patterns: [deepImports],
        },
      ],
    },
  },
  {
    // The kits that wrap time, and code that runs outside the services, own their timers.
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
    files: ["**/*.{js,mjs,cjs}"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" },
    },
  },
);
