import { ACTOR_NAMES } from '../model/actors';
import { STUDY_KINDS } from '../model/exam';
import { ACQUISITION_STARTS, AIR_PRIMITIVES, CARRIERS } from '../model/sut';
import { archiveSchema } from './archive.schema';
import { risSchema } from './ris.schema';

const text = { type: 'string', minLength: 1, maxLength: 256 };
const port = { type: 'integer', minimum: 0, maximum: 65535 };
const aeTitle = {
  type: 'string',
  minLength: 1,
  maxLength: 16,
  pattern: '^[\\x21-\\x5B\\x5D-\\x7E](?:[ -\\x5B\\x5D-\\x7E]*[\\x21-\\x5B\\x5D-\\x7E])?$',
};
const ratio = { type: 'number', minimum: 0, maximum: 1 };
const seconds = { type: 'number', exclusiveMinimum: 0, maximum: 86400 };
const code = object({ value: text, scheme: text, meaning: text }, ['value', 'scheme', 'meaning']);

function object(properties: Record<string, unknown>, required: string[] = []) {
  return { type: 'object', properties, required, additionalProperties: false };
}

function list(items: unknown, minItems = 0) {
  return { type: 'array', items, minItems };
}

const messageType = { type: 'string', pattern: '^[A-Z0-9]{3}\\^[A-Z0-9]{3}$' };
const uid = { type: 'string', pattern: '^[0-2](\\.(0|[1-9][0-9]*))+$', maxLength: 64 };
const deviceUid = uid;
const studySource = object({ source: text, present: list(code), absent: list(code) }, ['source']);

/** JSON Schema of sut.yaml. Defaults are in config/defaults.ts; what is required here has none. */
export const sutSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'airworthy product under test (sut.yaml)',
  ...object(
    {
      vendor: text,
      product: text,
      version: text,
      actor: { enum: [...ACTOR_NAMES] },
      intendedUse: object(
        {
          description: { type: 'string', minLength: 1, maxLength: 4000 },
          modalities: list(text, 1),
          bodyParts: list(text, 1),
          minAgeYears: { type: 'number', minimum: 0, maximum: 150 },
          maxAgeYears: { type: 'number', minimum: 0, maximum: 150 },
          maxSliceThicknessMm: { type: 'number', exclusiveMinimum: 0 },
          minSlices: { type: 'integer', minimum: 1 },
        },
        ['description', 'modalities', 'bodyParts'],
      ),
      algorithms: list(
        object(
          {
            name: text,
            version: text,
            manufacturer: text,
            deviceUid,
            abnormalities: list(
              object({ code, alertable: { type: 'boolean' }, sensitivity: ratio, specificity: ratio }, [
                'code',
                'alertable',
              ]),
              1,
            ),
          },
          ['name', 'version', 'manufacturer', 'abnormalities'],
        ),
        1,
      ),
      capabilities: object({
        carriers: list({ enum: [...CARRIERS] }),
        intake: { enum: ['routed', 'c-move', 'c-get'] },
        resultStorage: { enum: ['c-store', 'stow-rs'] },
        fhir: { type: 'boolean' },
        tls: object({ dimse: { type: 'boolean' }, mllp: { type: 'boolean' }, http: { type: 'boolean' } }),
        llmText: { type: 'boolean' },
        criticalAlertCode: code,
        srSignalsAvailability: { type: 'boolean' },
        storageCommitment: { type: 'boolean' },
        air: object(
          {
            primitives: list({ enum: [...AIR_PRIMITIVES] }, 1),
            furtherAlgorithms: list(
              object({ name: text, version: text, manufacturer: text, deviceUid }, ['name', 'version', 'manufacturer']),
            ),
          },
          ['primitives'],
        ),
      }),
      endpoints: object({
        dimse: object({ host: text, port: { ...port, minimum: 1 }, aeTitle }, ['host', 'port', 'aeTitle']),
        mllp: object({ host: text, port: { ...port, minimum: 1 } }, ['host', 'port']),
        dicomWeb: object({ host: text, port: { ...port, minimum: 1 }, path: { type: 'string', pattern: '^(/.*)?$' } }, [
          'host',
          'port',
          'path',
        ]),
        http: object({ host: text, port: { ...port, minimum: 1 } }, ['host', 'port']),
      }),
      conformance: object({
        dicom: list(
          object({ sopClass: uid, role: { enum: ['scu', 'scp'] }, transferSyntaxes: list(uid, 1) }, [
            'sopClass',
            'role',
          ]),
        ),
        hl7: object({ sends: list(messageType), takes: list(messageType) }, ['sends', 'takes']),
      }),
      archive: archiveSchema,
      viewer: object(
        {
          url: { type: 'string', pattern: '^https?://[^\\s]+$', maxLength: 2000 },
          pages: text,
          ohif: text,
          timeout: seconds,
        },
        ['pages'],
      ),
      ris: risSchema,
      harness: object({
        host: text,
        pacs: object({ aeTitle, dimsePort: port, dicomWebPort: port }),
        ris: object({ aeTitle, dimsePort: port, mllpPort: port, fhirPort: port }),
        scanner: object({ aeTitle, dimsePort: port }),
        aiPlatform: object({ aeTitle, dimsePort: port, mllpPort: port }),
        probe: object({ aeTitle, dimsePort: port }),
      }),
      tls: object({
        certificate: text,
        key: text,
        ca: text,
        requireClientCertificate: { type: 'boolean' },
        minVersion: { enum: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] },
      }),
      pacs: object({
        launcher: { enum: ['auto', 'path', 'docker', 'apt', 'existing', 'embedded'] },
        image: text,
        host: text,
        dimsePort: { ...port, minimum: 1 },
        httpPort: { ...port, minimum: 1 },
        aeTitle,
      }),
      timeouts: object({
        notice: seconds,
        settle: seconds,
        quiet: seconds,
        recovery: seconds,
        retention: seconds,
        exchange: seconds,
      }),
      studies: object(Object.fromEntries(STUDY_KINDS.map((kind) => [kind, list(studySource)]))),
      acquisition: object({
        start: { enum: [...ACQUISITION_STARTS] },
        command: { type: 'string', minLength: 1, maxLength: 4000 },
        deadline: seconds,
        modality: { type: 'string', pattern: '^[A-Z0-9_ ]{1,16}$' },
        bodyPart: { type: 'string', pattern: '^[A-Z0-9_ ]{1,16}$' },
        procedure: code,
      }),
      attestations: text,
    },
    ['vendor', 'product', 'version', 'actor', 'endpoints'],
  ),
  if: { properties: { actor: { const: 'ai-platform' } } },
  then: { required: ['intendedUse', 'algorithms'] },
};
