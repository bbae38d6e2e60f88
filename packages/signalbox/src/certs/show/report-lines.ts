import type { CertificateReport } from "./certificate-report.js";

const LABEL_CHARS = 9;

/** A report for a person, a line each. */
export function reportLines(report: CertificateReport): readonly string[] {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["subject", [report.subject]],
    ["issuer", [report.issuer]],
    ["serial", [report.serial]],
    ["sha256", [report.sha256]],
    ["kind", [kindText(report)]],
    ["valid", [validText(report)]],
    ["names", report.names],
    ["urn", urnTexts(report)],
    ["warning", report.warnings],
  ];
  return rows.flatMap(([label, texts]) =>
    texts.map((text) => `${label.padEnd(LABEL_CHARS)}${text}`),
  );
}

function kindText({ authority, usage, key }: CertificateReport): string {
  const uses = [...(authority ? ["authority"] : []), ...usage];
  return `${uses.length === 0 ? "no use stated" : uses.join(" and ")}, key ${key}`;
}

function validText({ valid_from, valid_to, days_left }: CertificateReport): string {
  if (valid_from === null || valid_to === null || days_left === null) return "unreadable";
  const left = days_left < 0 ? "expired" : `${days_left} days left`;
  return `${valid_from} to ${valid_to}, ${left}`;
}

/** Which of them let the holder in, where. */
function urnTexts({ urns, original_urn }: CertificateReport): readonly string[] {
  return urns.map((urn) =>
    urn === original_urn
      ? `${urn} (counts)`
      : `${urn} (counts for Signalbox, not for the original)`,
  );
}
