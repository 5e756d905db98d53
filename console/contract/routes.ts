import type { RequirementResult } from '../../model/run-record';
import type { AttestAnswer, AttestBook, AttestStep, Screenshot, SentStudy, TakenStep } from './attest';
import type {
  ActorForm,
  ChangedProduct,
  Doctor,
  NewProduct,
  Product,
  ProductFile,
  ProductReading,
  ProductSummary,
  StudySet,
  TriedProduct,
} from './products';
import type {
  CertificateAnswer,
  CertifyRun,
  CompareRuns,
  ComparisonAnswer,
  Pack,
  PackVerification,
  SignPack,
  Trend,
  VerifyPack,
} from './reports';
import type { Role } from './roles';
import type { OperatorAnswer, Run, RunSummary, StartRun, Verdicts } from './runs';
import type { About, AuditPage, ChangedUser, NewUser, Session, SignIn, User } from './session';
import type { DecodedFile, EventDetail, ObjectPicture, TrafficPage } from './traffic';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` is a parameter. */
  path: string;
  /** The least role that may call it; `nobody`: needs no session. */
  role: Role | 'nobody';
  /** What comes back: `json` (default), `none` (204), `file` (a download), `page` (HTML to open in a tab or frame), `events` (SSE). */
  answers?: 'none' | 'file' | 'page' | 'image' | 'events';
  /** What is sent as the raw body, by content type; absent = JSON, or nothing. */
  takes?: readonly string[];
}

const ZIP = ['application/zip'] as const;

/** Every route of the server, by its name in {@link Api}. */
export const ROUTES = {
  'session.read': { method: 'GET', path: '/api/session', role: 'nobody' },
  'session.signIn': { method: 'POST', path: '/api/session', role: 'nobody' },
  'session.signOut': { method: 'DELETE', path: '/api/session', role: 'viewer', answers: 'none' },
  'about.read': { method: 'GET', path: '/api/about', role: 'viewer' },
  'users.list': { method: 'GET', path: '/api/users', role: 'admin' },
  'users.add': { method: 'POST', path: '/api/users', role: 'admin' },
  'users.change': { method: 'PUT', path: '/api/users/:name', role: 'admin' },
  'users.remove': { method: 'DELETE', path: '/api/users/:name', role: 'admin', answers: 'none' },
  'audit.list': { method: 'GET', path: '/api/audit', role: 'admin' },

  'actors.list': { method: 'GET', path: '/api/actors', role: 'viewer' },
  'products.list': { method: 'GET', path: '/api/products', role: 'viewer' },
  'products.add': { method: 'POST', path: '/api/products', role: 'operator' },
  'products.try': { method: 'POST', path: '/api/products/try', role: 'viewer' },
  'products.read': { method: 'GET', path: '/api/products/:product', role: 'viewer' },
  'products.change': { method: 'PUT', path: '/api/products/:product', role: 'operator' },
  'products.remove': { method: 'DELETE', path: '/api/products/:product', role: 'operator', answers: 'none' },
  'products.file': { method: 'GET', path: '/api/products/:product/sut.yaml', role: 'viewer', answers: 'file' },
  'products.files': { method: 'GET', path: '/api/products/:product/files', role: 'viewer' },
  'products.addFile': {
    method: 'PUT',
    path: '/api/products/:product/files/:file',
    role: 'operator',
    takes: ['application/x-pem-file'],
  },
  'products.removeFile': {
    method: 'DELETE',
    path: '/api/products/:product/files/:file',
    role: 'operator',
    answers: 'none',
  },
  'products.trend': { method: 'GET', path: '/api/products/:product/trend', role: 'viewer' },
  'doctor.start': { method: 'POST', path: '/api/products/:product/doctor', role: 'operator' },
  'doctor.read': { method: 'GET', path: '/api/products/:product/doctor', role: 'viewer' },
  'doctor.stop': { method: 'DELETE', path: '/api/products/:product/doctor', role: 'operator', answers: 'none' },
  'studies.list': { method: 'GET', path: '/api/studies', role: 'viewer' },
  'studies.add': { method: 'POST', path: '/api/studies', role: 'operator', takes: ZIP },
  'studies.remove': { method: 'DELETE', path: '/api/studies/:study', role: 'operator', answers: 'none' },

  'runs.list': { method: 'GET', path: '/api/runs', role: 'viewer' },
  'runs.start': { method: 'POST', path: '/api/runs', role: 'operator' },
  'runs.read': { method: 'GET', path: '/api/runs/:run', role: 'viewer' },
  'runs.live': { method: 'GET', path: '/api/runs/:run/live', role: 'viewer', answers: 'events' },
  'runs.stop': { method: 'POST', path: '/api/runs/:run/stop', role: 'operator' },
  'runs.resume': { method: 'POST', path: '/api/runs/:run/resume', role: 'operator' },
  'runs.answer': { method: 'POST', path: '/api/runs/:run/answer', role: 'operator', answers: 'none' },
  'runs.verdicts': { method: 'GET', path: '/api/runs/:run/verdicts', role: 'viewer' },
  'runs.requirement': { method: 'GET', path: '/api/runs/:run/requirements/:requirement', role: 'viewer' },

  'traffic.list': { method: 'GET', path: '/api/runs/:run/traffic', role: 'viewer' },
  'traffic.event': { method: 'GET', path: '/api/runs/:run/traffic/:seq', role: 'viewer' },
  'traffic.file': { method: 'GET', path: '/api/runs/:run/traffic/:seq/files/:n', role: 'viewer' },
  'traffic.download': {
    method: 'GET',
    path: '/api/runs/:run/traffic/:seq/files/:n/download',
    role: 'viewer',
    answers: 'file',
  },
  'traffic.picture': { method: 'GET', path: '/api/runs/:run/traffic/:seq/files/:n/picture', role: 'viewer' },
  'traffic.capture': { method: 'GET', path: '/api/runs/:run/capture', role: 'viewer', answers: 'file' },

  'attest.read': { method: 'GET', path: '/api/runs/:run/attest', role: 'viewer' },
  'attest.take': { method: 'POST', path: '/api/runs/:run/attest/:requirement', role: 'operator' },
  'attest.letGo': { method: 'DELETE', path: '/api/runs/:run/attest/:requirement', role: 'operator', answers: 'none' },
  'attest.send': { method: 'POST', path: '/api/runs/:run/attest/:requirement/study', role: 'operator' },
  'attest.picture': {
    method: 'GET',
    path: '/api/runs/:run/attest/:requirement/picture',
    role: 'viewer',
    answers: 'image',
  },
  'attest.addScreenshot': {
    method: 'POST',
    path: '/api/runs/:run/attest/:requirement/screenshots',
    role: 'operator',
    takes: ['image/png', 'image/jpeg'],
  },
  'attest.screenshot': {
    method: 'GET',
    path: '/api/runs/:run/attest/:requirement/screenshots/:screenshot',
    role: 'viewer',
    answers: 'image',
  },
  'attest.removeScreenshot': {
    method: 'DELETE',
    path: '/api/runs/:run/attest/:requirement/screenshots/:screenshot',
    role: 'operator',
    answers: 'none',
  },
  'attest.answer': { method: 'PUT', path: '/api/runs/:run/attest/:requirement', role: 'operator' },

  'reports.page': { method: 'GET', path: '/api/runs/:run/report', role: 'viewer', answers: 'page' },
  'reports.export': { method: 'GET', path: '/api/runs/:run/export/:form', role: 'viewer', answers: 'file' },
  'comparisons.add': { method: 'POST', path: '/api/comparisons', role: 'viewer' },
  'comparisons.read': { method: 'GET', path: '/api/comparisons/:comparison', role: 'viewer' },
  'comparisons.page': { method: 'GET', path: '/api/comparisons/:comparison/page', role: 'viewer', answers: 'page' },
  'comparisons.xlsx': { method: 'GET', path: '/api/comparisons/:comparison/xlsx', role: 'viewer', answers: 'file' },
  'packs.list': { method: 'GET', path: '/api/packs', role: 'viewer' },
  'packs.make': { method: 'POST', path: '/api/runs/:run/packs', role: 'operator' },
  'packs.add': { method: 'POST', path: '/api/packs', role: 'operator', takes: ZIP },
  'packs.file': { method: 'GET', path: '/api/packs/:pack/file', role: 'viewer', answers: 'file' },
  'packs.sign': { method: 'POST', path: '/api/packs/:pack/sign', role: 'operator' },
  'packs.verify': { method: 'POST', path: '/api/packs/:pack/verify', role: 'viewer' },
  'packs.remove': { method: 'DELETE', path: '/api/packs/:pack', role: 'operator', answers: 'none' },
  'certificates.add': { method: 'POST', path: '/api/runs/:run/certificate', role: 'operator' },
  'certificates.file': {
    method: 'GET',
    path: '/api/certificates/:certificate/:file',
    role: 'viewer',
    answers: 'file',
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

type RunParams = { run: string };
type StepParams = { run: string; requirement: string };
type FileParams = { run: string; seq: number; n: number };
/** Name for what is uploaded; it is shown, and never a path. */
type Named = { name: string };

/** What each route takes and gives. `answer` is absent where it is no JSON; `body` where there is none, or it is raw. */
export interface Api {
  'session.read': { answer: Session };
  'session.signIn': { body: SignIn; answer: Session };
  'session.signOut': object;
  'about.read': { answer: About };
  'users.list': { answer: User[] };
  'users.add': { body: NewUser; answer: User };
  'users.change': { params: { name: string }; body: ChangedUser; answer: User };
  'users.remove': { params: { name: string } };
  'audit.list': { query: { before?: number; limit?: number }; answer: AuditPage };

  'actors.list': { answer: ActorForm[] };
  'products.list': { answer: ProductSummary[] };
  'products.add': { body: NewProduct; answer: Product };
  'products.try': { body: TriedProduct; answer: ProductReading };
  'products.read': { params: { product: string }; answer: Product };
  'products.change': { params: { product: string }; body: ChangedProduct; answer: Product };
  'products.remove': { params: { product: string } };
  'products.file': { params: { product: string } };
  'products.files': { params: { product: string }; answer: ProductFile[] };
  'products.addFile': { params: { product: string; file: string }; answer: ProductFile };
  'products.removeFile': { params: { product: string; file: string } };
  'products.trend': { params: { product: string }; answer: Trend };
  'doctor.start': { params: { product: string }; body: { waitSeconds?: number }; answer: Doctor };
  'doctor.read': { params: { product: string }; answer: Doctor };
  'doctor.stop': { params: { product: string } };
  'studies.list': { answer: StudySet[] };
  'studies.add': { query: Named; answer: StudySet };
  'studies.remove': { params: { study: string } };

  'runs.list': { query: { product?: string }; answer: RunSummary[] };
  'runs.start': { body: StartRun; answer: RunSummary };
  'runs.read': { params: RunParams; answer: Run };
  'runs.live': { params: RunParams; query: { from?: number } };
  'runs.stop': { params: RunParams; answer: RunSummary };
  'runs.resume': { params: RunParams; answer: RunSummary };
  'runs.answer': { params: RunParams; body: OperatorAnswer };
  'runs.verdicts': { params: RunParams; answer: Verdicts };
  'runs.requirement': { params: StepParams; answer: RequirementResult };

  'traffic.list': {
    params: RunParams;
    /** `after`: a seq, 0 from the start; `scenario`: only what belongs to it; `text`: only labels that contain it. */
    query: { after?: number; limit?: number; scenario?: string; text?: string };
    answer: TrafficPage;
  };
  'traffic.event': { params: { run: string; seq: number }; answer: EventDetail };
  'traffic.file': { params: FileParams; answer: DecodedFile };
  'traffic.download': { params: FileParams };
  'traffic.picture': { params: FileParams; answer: ObjectPicture };
  'traffic.capture': { params: RunParams };

  'attest.read': { params: RunParams; answer: AttestBook };
  'attest.take': { params: StepParams; answer: TakenStep };
  'attest.letGo': { params: StepParams };
  'attest.send': { params: StepParams; answer: SentStudy };
  'attest.picture': { params: StepParams };
  'attest.addScreenshot': { params: StepParams; query: Named; answer: Screenshot };
  'attest.screenshot': { params: StepParams & { screenshot: string } };
  'attest.removeScreenshot': { params: StepParams & { screenshot: string } };
  'attest.answer': { params: StepParams; body: AttestAnswer; answer: AttestStep };

  'reports.page': { params: RunParams };
  'reports.export': { params: RunParams & { form: string } };
  'comparisons.add': { body: CompareRuns; answer: ComparisonAnswer };
  'comparisons.read': { params: { comparison: string }; answer: ComparisonAnswer };
  'comparisons.page': { params: { comparison: string } };
  'comparisons.xlsx': { params: { comparison: string } };
  'packs.list': { answer: Pack[] };
  'packs.make': { params: RunParams; body: { redacted?: boolean }; answer: Pack };
  'packs.add': { query: Named; answer: Pack };
  'packs.file': { params: { pack: string } };
  'packs.sign': { params: { pack: string }; body: SignPack; answer: Pack };
  'packs.verify': { params: { pack: string }; body: VerifyPack; answer: PackVerification };
  'packs.remove': { params: { pack: string } };
  'certificates.add': { params: RunParams; body: CertifyRun; answer: CertificateAnswer };
  'certificates.file': { params: { certificate: string; file: string } };
}

// Every route has its types, and every type its route.
type Covered = [RouteName] extends [keyof Api] ? ([keyof Api] extends [RouteName] ? true : never) : never;
export const ROUTES_COVER_API: Covered = true;
