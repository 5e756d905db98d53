/** Ends a request with a status and a sentence for the caller. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}
