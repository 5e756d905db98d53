import { Link } from 'wouter';
import type { ComparedCell, ComparedRow, Comparison } from '../../../../model/comparison';
import { urlOf } from '../../api/call';
import { useRead } from '../../api/queries';
import { Loading } from '../../parts/empty';
import { Icon } from '../../parts/icon';
import { Details, Notice, Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Shown, shownText } from '../../parts/shown';
import { Counts, VerdictBadge } from '../../parts/verdict';
import { count } from '../../parts/words';
import './reports.css';

export default function ComparisonPage({ comparison: id }: { comparison: string }) {
  const params = { comparison: id };
  const { data, error } = useRead('comparisons.read', { params });
  return (
    <Page
      title="Comparison"
      lead={data?.comparison.products.map(({ product, version }) => shownText(`${product} ${version}`)).join(', ')}
      actions={
        data && (
          <>
            <a className="button main" href={urlOf('comparisons.page', params)} target="_blank" rel="noreferrer">
              Open the whole page<span className="hidden-words"> (opens in a new tab)</span>
            </a>
            <a className="button" href={urlOf('comparisons.xlsx', params)} download>
              <Icon name="download" />
              Spreadsheet
            </a>
          </>
        )
      }
    >
      {error && (
        <div className="stack">
          <Problem error={error} title="This comparison is no longer there" />
          <p>
            Comparisons are kept until the console is stopped. You can <Link href="/reports">compare again</Link>.
          </p>
        </div>
      )}
      {!data && !error && <Loading what="the comparison" />}
      {data && <ComparisonView comparison={data.comparison} />}
    </Page>
  );
}

function ComparisonView({ comparison }: { comparison: Comparison }) {
  const { notices, products, ranking, rows } = comparison;
  const different = rows.filter(({ differs }) => differs);
  return (
    <div className="stack">
      {notices.map(({ sentence, grave, details }) => (
        <Notice key={sentence} tone={grave ? 'bad' : 'warning'} title={grave ? 'Take care' : 'Please note'}>
          <p>
            <Shown text={sentence} />
          </p>
          {details.length > 0 && (
            <details>
              <summary>Details ({details.length})</summary>
              <Details details={details} />
            </details>
          )}
        </Notice>
      ))}
      <section className="card">
        <Scroll label="Ranking">
          <table>
            <caption>Ranking</caption>
            <thead>
              <tr>
                <th scope="col" className="number">
                  Place
                </th>
                <th scope="col">Product</th>
                <th scope="col">Points of {ranking.total}</th>
                <th scope="col">Must-haves</th>
                <th scope="col">Verdicts</th>
              </tr>
            </thead>
            <tbody>
              {ranking.places.map(({ label, place, points, atMost, mustHaves }) => {
                const product = products.find((each) => each.label === label);
                if (!product) return null;
                return (
                  <tr key={label}>
                    <td className="number">{place}</td>
                    <th scope="row">
                      {label}: <Shown text={product.product} /> <Shown text={product.version} />
                      <span className="below soft">
                        <Shown text={product.vendor} />
                        {product.baseline && ', the version before'}
                      </span>
                    </th>
                    <td>
                      {points}
                      {atMost > points && <span className="below soft">at most {atMost} if what is open were met</span>}
                    </td>
                    <td>
                      {mustHaves.met + mustHaves.notMet.length + mustHaves.cannotTell.length === 0
                        ? 'None were set'
                        : `${mustHaves.met} met`}
                      {mustHaves.notMet.length > 0 && (
                        <span className="below bad-words">not met: {mustHaves.notMet.join(', ')}</span>
                      )}
                      {mustHaves.cannotTell.length > 0 && (
                        <span className="below soft">cannot tell: {mustHaves.cannotTell.join(', ')}</span>
                      )}
                    </td>
                    <td>
                      <Counts counts={{ ...product.counts, 'not-applicable': 0 }} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      </section>
      <section className="card">
        {different.length === 0 ? (
          <p>They do not differ in any requirement.</p>
        ) : (
          <Differences rows={different} comparison={comparison} />
        )}
      </section>
    </div>
  );
}

function Differences({ rows, comparison: { products } }: { rows: readonly ComparedRow[]; comparison: Comparison }) {
  return (
    <Scroll label="Where they differ">
      <table>
        <caption>Where they differ: {count(rows.length, 'requirement')}</caption>
        <thead>
          <tr>
            <th scope="col">Requirement</th>
            {products.map(({ label, product, version }) => (
              <th scope="col" key={label}>
                {label}: <Shown text={product} /> <Shown text={version} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, title, level, cells }) => (
            <tr key={id}>
              <th scope="row">
                {title}
                <span className="below soft">
                  {id}, {level}
                </span>
              </th>
              {cells.map((cell, index) => (
                <td key={products[index]?.label}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Cell({ cell: { state, reason, attested } }: { cell: ComparedCell }) {
  return (
    <>
      {state === 'not-run' ? (
        <span className="badge">Not set out to test</span>
      ) : state === 'unknown' ? (
        <span className="badge">Unknown to it</span>
      ) : (
        <VerdictBadge verdict={state} />
      )}
      <span className="below soft">
        {attested && 'On a person’s word. '}
        <Shown text={reason} />
      </span>
    </>
  );
}
