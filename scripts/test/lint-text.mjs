// Usage: node lint-text.mjs FILE TEXT - lints TEXT as if it were FILE, prints the messages as JSON.
import { ESLint } from "eslint";

// Where CI is set, typed rules would read the file's text from the disk, not the text given here.
process.env.TSESTREE_SINGLE_RUN = "false";
const [filePath, text] = process.argv.slice(2);
const [result] = await new ESLint().lintText(text, { filePath });
console.log(JSON.stringify(result.messages));
