import type { Certificate } from '../../../model/certificate';
import type { Comparison } from '../../../model/comparison';
import type { ExportForm, PackVerification, Trend } from '../../contract';

/** A private key by its text, which is kept nowhere, or the one that was configured. */
export interface KeyAsk {
  pem?: string;
  file?: string;
  passphrase?: string;
}

/** Paths are absolute; `name` is what people call it. */
export interface ReportJobs {
  export: { ask: { dir: string; form: ExportForm; out: string }; answer: { file: string }; news: never; told: never };
  compare: {
    ask: {
      of: { path: string; name: string }[];
      baseline?: number;
      bar?: string;
      despiteDifferences?: boolean;
      out: string;
      day: string;
    };
    answer: Comparison;
    news: never;
    told: never;
  };
  pack: { ask: { dir: string; out: string; redacted: boolean }; answer: { bytes: number }; news: never; told: never };
  sign: {
    ask: { file: string; name: string; out: string; key: KeyAsk };
    answer: { keyId: string };
    news: never;
    told: never;
  };
  verify: { ask: { file: string; name: string; keys: string[] }; answer: PackVerification; news: never; told: never };
  certify: {
    ask: { dir: string; out: string; exceptions?: string; key?: KeyAsk; day: string };
    answer: { certificate: Certificate } | { missing: string[] };
    news: never;
    told: never;
  };
  trend: { ask: { runs: { id: string; dir: string }[] }; answer: Trend['points']; news: never; told: never };
}
