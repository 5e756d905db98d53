/** What was asked for is not done, and that is no fault of the server: becomes the answer as it stands. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What to do about it; '' where the message says so. */
    readonly fix = '',
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Nothing of that name is here. */
export function notFound(what: string, fix: string): Refusal {
  return new Refusal(404, `There is no such ${what}.`, fix);
}

export function tooLarge(most: number): Refusal {
  const size = most < 1024 * 1024 ? `${Math.round(most / 1024)} KiB` : `${Math.round(most / 1024 / 1024)} MiB`;
  return new Refusal(413, `That is larger than ${size}.`, 'Send something smaller.');
}
