/** The images cannot be analysed; `message` says why in one sentence, fit for a user of the RIS. */
export class AnalysisError extends Error {
  override readonly name = 'AnalysisError';
}
