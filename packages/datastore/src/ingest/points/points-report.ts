/** Why a point was refused; a closed list, fit for a metric's label. */
export type RejectionCode =
  | "too_far_ahead"
  | "too_old"
  | "bad_time"
  | "bad_value"
  | "bad_series"
  | "unknown_object"
  | "unused"
  | "unreadable";

/** The series of a refused point as far as it could be read. */
export interface RejectedSeries {
  readonly type?: string;
  readonly event?: string;
  readonly id?: string;
}

/** One refusal; of several points at once when all of a series are refused. */
export interface Rejection {
  readonly series: RejectedSeries;
  /** Of the point, or the first of them; absent when it has none that is one. */
  readonly ts?: number;
  readonly points: number;
  readonly code: RejectionCode;
  /** One line that names the limit. */
  readonly reason: string;
}

/** What became of the points of one write. */
export interface PointsReport {
  readonly inserted: number;
  readonly duplicates: number;
  readonly replaced: number;
  readonly rejected: number;
  readonly rejectedBy: Readonly<Partial<Record<RejectionCode, number>>>;
  /** The first of them. */
  readonly rejections: readonly Rejection[];
}

/** The report as it is sent. */
export function pointsReply(report: PointsReport): Readonly<Record<string, unknown>> {
  return {
    inserted: report.inserted,
    duplicates: report.duplicates,
    replaced: report.replaced,
    rejected_points: report.rejected,
    rejected_by: report.rejectedBy,
    rejected: report.rejections,
  };
}
