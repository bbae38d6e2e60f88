export function pythonJson(value: unknown): string;
