export { AppError, errorMeaning, httpStatus, isErrorCode, type ErrorCode } from "./app-error.js";
export { MAX_ONE_LINE_CHARS, oneLine } from "./one-line.js";
