import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { AttestedEvidence } from '../model/events';
import { compileSchema, ConfigError, readYamlFile, type ConfigProblem } from './yaml-file';

const text = { type: 'string', minLength: 1, maxLength: 4000 };

const schema = {
  type: 'object',
  required: ['attestations'],
  additionalProperties: false,
  properties: {
    attestations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['requirement', 'answer', 'name', 'role', 'on', 'productVersion', 'statement'],
        additionalProperties: false,
        properties: {
          requirement: text,
          answer: { enum: ['yes', 'no'] },
          name: text,
          role: text,
          on: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
          productVersion: text,
          statement: text,
          expires: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
          evidence: {
            type: 'array',
            items: {
              type: ['string', 'object'],
              minLength: 1,
              required: ['file', 'kind'],
              additionalProperties: false,
              properties: { file: text, kind: { enum: ['sent-study', 'right-picture'] } },
            },
          },
        },
      },
    },
  },
};

/** A person's answer as written in the attestations file, evidence hashed. */
export interface ReadAttestation {
  requirement: string;
  answer: 'yes' | 'no';
  name: string;
  role: string;
  on: string;
  productVersion: string;
  statement: string;
  /** Last day on which it counts, YYYY-MM-DD. */
  expires?: string;
  /** `source` is where the file lies now; `file` its bare name. */
  evidence: (AttestedEvidence & { source: string })[];
}

/** Reads an attestations file; evidence paths are relative to it. Throws {@link ConfigError} with lines. */
export function readAttestations(file: string): ReadAttestation[] {
  const yaml = readYamlFile(file, compileSchema(schema));
  const { attestations } = yaml.content as {
    attestations: (Omit<ReadAttestation, 'evidence'> & {
      evidence?: (string | Pick<AttestedEvidence, 'file' | 'kind'>)[];
    })[];
  };
  const problems: ConfigProblem[] = [];
  const read = attestations.map((attestation, index) => ({
    ...attestation,
    evidence: (attestation.evidence ?? []).flatMap((named, at) => {
      const { file: path, kind } = typeof named === 'string' ? { file: named, kind: undefined } : named;
      const source = resolve(dirname(resolve(file)), path);
      try {
        const read = { file: basename(source), sha256: sha256(readFileSync(source)), source };
        return [kind === undefined ? read : { ...read, kind }];
      } catch (error) {
        problems.push({
          line: yaml.lineOf(['attestations', index, 'evidence', at]),
          message: `the evidence file ${source} cannot be read (${(error as Error).message}). Correct the path.`,
        });
        return [];
      }
    }),
  }));
  attestations.forEach(({ on, expires }, index) => {
    if (expires !== undefined && expires < on)
      problems.push({
        line: yaml.lineOf(['attestations', index, 'expires']),
        message: `"expires" (${expires}) is before "on" (${on}). Correct one.`,
      });
  });
  if (problems.length > 0) throw new ConfigError(file, problems);
  return read;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
