// Usage: node lint-text.mjs FILE TEXT - lints TEXT as if it were FILE, prints the messages as JSON.
import { ESLint } from "eslint";

const [filePath, text] = process.argv.slice(2);
const [result] = await new ESLint().lintText(text, { filePath });
console.log(JSON.stringify(result.messages));
