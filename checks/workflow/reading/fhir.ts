import type { Code } from '../../../model/exam';
import type { FhirExchange } from '../../../model/record';
import { type Located, resourcesIn, typeOf } from '../../fhir/resources';
import { answersOf } from '../../fhir/statements';
import { type Statement, statementsOf } from './presence';

export interface FhirClaim extends Statement {
  exchange: FhirExchange;
  path: string;
}

/** Bodies that the AI platform sent to create or change resources. */
export const writesOf = (exchanges: readonly FhirExchange[]): FhirExchange[] =>
  exchanges.filter(({ method, resource }) => ['POST', 'PUT', 'PATCH'].includes(method) && resource !== undefined);

export const wasTaken = ({ status }: FhirExchange): boolean => status !== undefined && status >= 200 && status < 300;

/** The resources in what was written, each with its exchange. */
export function writtenResources(exchanges: readonly FhirExchange[]): (Located & { exchange: FhirExchange })[] {
  return writesOf(exchanges).flatMap((exchange) =>
    resourcesIn(exchange.resource ?? {}).map((located) => ({ ...located, exchange })),
  );
}

/** What the Observations state about abnormalities. */
export function fhirClaims(exchanges: readonly FhirExchange[], known: readonly Code[]): FhirClaim[] {
  return writtenResources(exchanges)
    .filter(({ resource }) => typeOf(resource) === 'Observation')
    .flatMap(({ resource, path, exchange }) =>
      answersOf(resource).flatMap(({ question, answer, path: within }) =>
        statementsOf(question, answer, known).map((statement) => ({
          ...statement,
          exchange,
          path: path === '' ? within : `${path}.${within}`,
        })),
      ),
    );
}
