import { useState } from 'react';
import { Link } from 'wouter';
import { VERDICT_WORDS, VERDICTS } from '../../../../model/verdict';
import type { ProductSummary, Trend, TrendPoint } from '../../../contract';
import { useRead } from '../../api/queries';
import { ButtonLink } from '../../parts/button-link';
import { Empty, Loading } from '../../parts/empty';
import { Listed } from '../../parts/listed';
import { Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Shown, shownText } from '../../parts/shown';
import { VerdictBadge } from '../../parts/verdict';
import { day } from '../../parts/words';
import { ReportPlaces } from './places';
import './reports.css';

const SHOWN = VERDICTS.filter((verdict) => verdict !== 'not-applicable');

export default function TrendsPage() {
  const { data: products, error } = useRead('products.list');
  return (
    <Page title="Trends" lead="How one product did from version to version.">
      <ReportPlaces />
      <Listed
        items={products}
        error={error}
        what="products"
        empty={
          <Empty title="No product to follow yet" action={<ButtonLink to="/products">Describe a product</ButtonLink>}>
            Describe a product and run it more than once, for example with each new version.
          </Empty>
        }
      >
        {(list) => <TrendChoice products={list} />}
      </Listed>
    </Page>
  );
}

function TrendChoice({ products }: { products: readonly ProductSummary[] }) {
  const [id, setId] = useState(products[0]?.id ?? '');
  const { data: trend, error } = useRead('products.trend', { params: { product: id } });
  return (
    <div className="stack">
      <label className="field">
        <span className="field-label">Product</span>
        <select value={id} onChange={(event) => setId(event.target.value)}>
          {products.map((product) => (
            <option key={product.id} value={product.id}>
              {shownText(`${product.vendor} ${product.product}`)}
            </option>
          ))}
        </select>
      </label>
      {error && <Problem error={error} />}
      {!trend && !error && <Loading what="its runs" />}
      {trend && (trend.points.length === 0 ? <NoRuns id={id} /> : <TrendView trend={trend} />)}
    </div>
  );
}

function NoRuns({ id }: { id: string }) {
  return (
    <Empty
      title="This product has not been run yet"
      action={<ButtonLink to={`/runs/new?product=${encodeURIComponent(id)}`}>Run it</ButtonLink>}
    >
      After two runs you see here what changed.
    </Empty>
  );
}

function TrendView({ trend: { points } }: { trend: Trend }) {
  const changes = points.filter((point) => point.changes.length > 0).reverse();
  return (
    <>
      <section className="card">
        <Scroll label="Verdicts run by run">
          <table>
            <caption>Verdicts run by run, oldest first</caption>
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col" className="bar-cell">
                  Share of verdicts
                </th>
                {SHOWN.map((verdict) => (
                  <th key={verdict} scope="col" className="number">
                    {VERDICT_WORDS[verdict]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.run}>
                  <th scope="row" className="nowrap">
                    <Link href={`/reports/runs/${encodeURIComponent(point.run)}`}>
                      <Shown text={point.version} />, {day(point.startedAt)}
                    </Link>
                    {!point.complete && <span className="below soft">Cut short</span>}
                  </th>
                  <td className="bar-cell">
                    <Bar point={point} />
                  </td>
                  {SHOWN.map((verdict) => (
                    <td key={verdict} className="number">
                      {point.counts[verdict]}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </section>
      <section className="card stack" aria-labelledby="changes-title">
        <h2 id="changes-title">What changed</h2>
        {changes.length === 0 && <p>No verdict changed from one run to the next.</p>}
        {changes.map((point) => (
          <div key={point.run} className="stack close">
            <h3>
              With version <Shown text={point.version} />, {day(point.startedAt)}
            </h3>
            <ul className="lines">
              {point.changes.map(({ requirement, title, before, after }) => (
                <li key={requirement}>
                  <span>
                    {title}
                    <span className="below soft">{requirement}</span>
                  </span>
                  <span className="nowrap">
                    <VerdictBadge verdict={before} /> <span aria-hidden="true">→</span>
                    <span className="hidden-words">became</span> <VerdictBadge verdict={after} />
                  </span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
    </>
  );
}

/** The numbers beside it say the same. */
function Bar({ point: { counts } }: { point: TrendPoint }) {
  const total = SHOWN.reduce((sum, verdict) => sum + counts[verdict], 0);
  if (total === 0) return null;
  return (
    <div className="bar" aria-hidden="true">
      {SHOWN.map(
        (verdict) =>
          counts[verdict] > 0 && (
            <span key={verdict} className={verdict} style={{ width: `${(counts[verdict] / total) * 100}%` }} />
          ),
      )}
    </div>
  );
}
