import { errorMeaning, httpStatus, isErrorCode } from "@signalbox/errors";
import { pageHead, table, type Page } from "./page.js";

const INTRODUCTION = `Every error a Signalbox server answers has a body of one line, \`{"error":"<what happened>","code":"<code>"}\`, and the
HTTP status of its code. The list is closed; it is declared in \`packages/errors\`. Where the protocol of a service fixes
another status or body, the page of that service says so.
`;

export const errorsPage: Page = {
  path: "docs/reference/errors.md",
  render: () => {
    const rows = Object.keys(httpStatus)
      .filter(isErrorCode)
      .map((code) => [`\`${code}\``, String(httpStatus[code]), errorMeaning[code]]);
    return Promise.resolve(
      [pageHead("Errors"), INTRODUCTION, table(["Code", "Status", "Meaning"], rows)].join("\n"),
    );
  },
};
