import { useState } from 'react';
import { Link } from 'wouter';
import { VERDICT_WORDS, VERDICTS, type Verdict } from '../../../../model/verdict';
import { EXPORT_FORMS, type ExportForm, type VerdictRow } from '../../../contract';
import { urlOf } from '../../api/call';
import { useRead } from '../../api/queries';
import { Loading } from '../../parts/empty';
import { Icon } from '../../parts/icon';
import { Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { Shown, shownText } from '../../parts/shown';
import { Counts, VerdictBadge } from '../../parts/verdict';
import { actorWord, count, dayAndTime, duration } from '../../parts/words';
import { HandOver } from './hand-over';
import { RequirementDetail } from './requirement-detail';
import './reports.css';

const FORM_WORDS: Record<ExportForm, string> = {
  pdf: 'PDF',
  xlsx: 'Spreadsheet',
  oscal: 'OSCAL',
  sarif: 'SARIF',
  junit: 'JUnit',
  cucumber: 'Cucumber',
};

export default function ReportPage({ run: id }: { run: string }) {
  const { data: run, error } = useRead('runs.read', { params: { run: id } });
  const { data: verdicts, error: noVerdicts } = useRead('runs.verdicts', { params: { run: id } });
  const problem = error ?? noVerdicts;
  return (
    <Page
      title={run ? `Report on ${shownText(run.product)} ${shownText(run.version)}` : 'Report'}
      lead={
        run && (
          <>
            <Shown text={run.vendor} />, {actorWord(run.actor)}
            {run.demo && ' (demo)'}, {dayAndTime(run.startedAt)}
            {run.record && `, ${duration(run.record.durationMs)}`}
          </>
        )
      }
      actions={
        <>
          <a className="button main" href={urlOf('reports.page', { run: id })} target="_blank" rel="noreferrer">
            Open the whole report<span className="hidden-words"> (opens in a new tab)</span>
          </a>
          <Link href={`/traffic/${encodeURIComponent(id)}`} className="button">
            Traffic
          </Link>
        </>
      }
    >
      <div className="stack">
        {problem && <Problem error={problem} title="This report cannot be shown" />}
        {!run && !problem && <Loading what="the report" />}
        {run?.counts && (
          <section className="card stack close" aria-label="Verdicts in numbers">
            <Counts counts={run.counts} />
            {run.sentence !== undefined && (
              <p>
                <Shown text={run.sentence} />
              </p>
            )}
            {(run.openQuestions ?? 0) > 0 && (
              <p>
                <Link href={`/attest/${encodeURIComponent(id)}`}>
                  {count(run.openQuestions ?? 0, 'question')} still to be answered by a person
                </Link>
              </p>
            )}
          </section>
        )}
        <div className="two-cards">
          <section className="card stack close" aria-labelledby="download-title">
            <h2 id="download-title">Download the report</h2>
            <ul className="downloads">
              {EXPORT_FORMS.map((form) => (
                <li key={form}>
                  <a className="button small" href={urlOf('reports.export', { run: id, form })} download>
                    <Icon name="download" size={16} />
                    {FORM_WORDS[form]}
                  </a>
                </li>
              ))}
            </ul>
          </section>
          <HandOver run={id} />
        </div>
        {verdicts && <VerdictList run={id} rows={verdicts.requirements} />}
      </div>
    </Page>
  );
}

function VerdictList({ run, rows }: { run: string; rows: readonly VerdictRow[] }) {
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<ReadonlySet<Verdict>>(
    new Set(VERDICTS.filter((verdict) => verdict !== 'not-applicable')),
  );
  const toggle = (verdict: Verdict, on: boolean) => {
    const next = new Set(wanted);
    if (on) next.add(verdict);
    else next.delete(verdict);
    setWanted(next);
  };
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  // What the run did not set out to test comes after what it did.
  const ordered = [...rows].sort((a, b) => Number(b.selected) - Number(a.selected));
  const shown = ordered.filter(({ verdict, id, title, reason, group }) => {
    const all = `${id} ${title} ${reason} ${group}`.toLowerCase();
    return wanted.has(verdict) && words.every((word) => all.includes(word));
  });
  return (
    <section className="card stack" aria-labelledby="verdicts-title">
      <h2 id="verdicts-title">Requirements</h2>
      <div className="filter">
        <label className="field">
          <span className="field-label">Search</span>
          <input type="search" value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <fieldset>
          <legend>Verdicts to show</legend>
          <div className="row">
            {VERDICTS.map((verdict) => (
              <label key={verdict} className="tick">
                <input
                  type="checkbox"
                  checked={wanted.has(verdict)}
                  onChange={(event) => toggle(verdict, event.target.checked)}
                />
                {VERDICT_WORDS[verdict]} ({rows.filter((row) => row.verdict === verdict).length})
              </label>
            ))}
          </div>
        </fieldset>
      </div>
      <p className="soft" role="status">
        {shown.length} of {rows.length} shown
      </p>
      <ul className="verdicts">
        {shown.map((row) => (
          <VerdictItem key={row.id} run={run} row={row} />
        ))}
      </ul>
    </section>
  );
}

function VerdictItem({ run, row }: { run: string; row: VerdictRow }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <VerdictBadge verdict={row.verdict} />
          <span className="verdict-words">
            <strong>{row.title}</strong>
            <span className="below soft">
              {row.id}, {row.source} {row.lines}, {row.level}
              {row.attested && (
                <>
                  ; answered by <Shown text={row.attested.name} />
                </>
              )}
            </span>
            <span className="below">
              <Shown text={row.reason} />
            </span>
          </span>
        </summary>
        {open && <RequirementDetail run={run} requirement={row.id} />}
      </details>
    </li>
  );
}
