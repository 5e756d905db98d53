import type { HttpPeer } from '../../../model/actors';
import { exchange, readAll } from '../../../protocols/dicomweb/http-exchange';
import { PermanentRefusal, type RetryOptions, retry } from '../retry/retry';
import type { Json } from './report';

const FHIR_JSON = 'application/fhir+json';

export interface FhirServer {
  peer: HttpPeer;
  timeoutMs: number;
  /** Who calls, for messages. */
  from: string;
}

/**
 * POSTs a transaction to the base of a FHIR server, again and again until it is taken.
 * @throws PermanentRefusal when the server will not take it as it is, GaveUp when the time is over
 */
export async function sendBundle(bundle: Json, server: FhirServer, options: RetryOptions): Promise<void> {
  const body = Buffer.from(JSON.stringify(bundle));
  const headers = { 'Content-Type': FHIR_JSON, Accept: FHIR_JSON, 'Content-Length': String(body.length) };
  await retry(async () => {
    const { status, text } = await exchange(server, { method: 'POST', path: '', headers, body }, async (answer) => ({
      status: answer.status,
      text: (await readAll(answer.body, 1024 ** 2, 'the FHIR answer')).toString('utf8'),
    }));
    if (status >= 200 && status < 300) return;
    const reason = `The FHIR server answered ${status}${diagnostics(text)}.`;
    const passing = status >= 500 || [408, 409, 425, 429].includes(status);
    throw passing ? new Error(reason) : new PermanentRefusal(reason);
  }, options);
}

/** What an OperationOutcome says first. */
function diagnostics(text: string): string {
  const said = /"(?:diagnostics|text)"\s*:\s*"([^"]{1,200})/.exec(text)?.[1];
  return said === undefined ? '' : `: ${said}`;
}
