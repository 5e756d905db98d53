/** The body of every answer that is not 2xx. Both are plain sentences that can be shown as they are. */
export interface Problem {
  /** What is wrong. */
  error: string;
  /** What to do about it; '' where `error` says so. */
  fix: string;
}
