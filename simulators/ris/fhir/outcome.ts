export type Json = Record<string, unknown>;

const CODES: Record<number, string> = {
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  422: 'processing',
  500: 'exception',
};

/** OperationOutcome of a request that was not done, by its HTTP status. */
export function outcome(diagnostics: string, status = 400): Json {
  const code = CODES[status] ?? (status >= 500 ? 'exception' : 'invalid');
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] };
}

export function isFhir(url: string): boolean {
  return /^\/fhir(\/|\?|$)/.test(url);
}

/** Why a resource cannot be taken; becomes an OperationOutcome. */
export class FhirRefusal extends Error {
  override readonly name = 'FhirRefusal';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
