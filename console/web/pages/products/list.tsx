import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { ACTOR_NAMES, type ActorName } from '../../../../model/actors';
import type { NewProduct, ProductSummary } from '../../../contract';
import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { ChooseFile } from '../../parts/choose-file';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Listed } from '../../parts/listed';
import { Notice, Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { Scroll } from '../../parts/scroll';
import { Shown } from '../../parts/shown';
import { Counts } from '../../parts/verdict';
import { actorWord, count, dayAndTime } from '../../parts/words';
import { StudySets } from './study-sets';

export default function ProductsPage() {
  const { data: products, error } = useRead('products.list');
  return (
    <Page title="Products" lead="A product is described once: what it is, what it claims and where it listens.">
      <div className="stack">
        <Listed
          items={products}
          error={error}
          what="products"
          empty={
            <Empty title="No product has been described yet">
              Add the first one below. If the supplier has sent you a sut.yaml file, import it instead.
            </Empty>
          }
        >
          {(list) => (
            <div className="card">
              <ProductTable products={list} />
            </div>
          )}
        </Listed>
        <AddProduct />
        <StudySets />
      </div>
    </Page>
  );
}

function ProductTable({ products }: { products: readonly ProductSummary[] }) {
  return (
    <Scroll label="Products">
      <table>
        <caption className="hidden-words">Products</caption>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Kind</th>
            <th scope="col">Description</th>
            <th scope="col">Last run</th>
          </tr>
        </thead>
        <tbody>
          {products.map(({ id, vendor, product, version, actor, problems, changedAt, changedBy, lastRun }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={`/products/${encodeURIComponent(id)}`}>
                  <Shown text={product || 'Not named yet'} /> <Shown text={version} />
                </Link>
                <span className="below soft">
                  <Shown text={vendor} />
                </span>
              </th>
              <td className="nowrap">{actorWord(actor)}</td>
              <td>
                {problems === 0 ? 'Complete' : <span className="badge warning">{count(problems, 'problem')}</span>}
                <span className="below soft">
                  changed {dayAndTime(changedAt)} by <Shown text={changedBy} />
                </span>
              </td>
              <td>
                {lastRun ? (
                  <>
                    <Link href={`/runs/${encodeURIComponent(lastRun.id)}`}>{dayAndTime(lastRun.startedAt)}</Link>
                    <Counts counts={{ ...lastRun.counts, 'not-applicable': 0 }} />
                  </>
                ) : (
                  <span className="soft">Not run yet</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function AddProduct() {
  const may = useMay('operator');
  const [, go] = useLocation();
  const [actor, setActor] = useState<ActorName>('ai-platform');
  const add = useSend('products.add', ['products.list']);
  if (!may) return <Notice title="You can look at products. To add one, ask an operator of this console." />;
  const create = (body: NewProduct) =>
    add.mutate({ body }, { onSuccess: ({ id }) => go(`/products/${encodeURIComponent(id)}`) });
  return (
    <section className="card stack" aria-labelledby="add">
      <h2 id="add">Add a product</h2>
      {add.error && <Problem error={add.error} title="The product was not added" />}
      <Field label="Kind of product">
        {(described) => (
          <select {...described} value={actor} onChange={(event) => setActor(event.target.value as ActorName)}>
            {ACTOR_NAMES.map((name) => (
              <option key={name} value={name}>
                {actorWord(name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="actions">
        <button
          type="button"
          className="button main"
          disabled={add.isPending}
          onClick={() => create({ template: actor })}
        >
          Describe a new product
        </button>
        <ChooseFile
          label="File to import"
          accept=".yaml,.yml"
          words="Import a sut.yaml file"
          busy={add.isPending}
          onChosen={(chosen) => void chosen.text().then((yaml) => create({ yaml }))}
        />
      </div>
    </section>
  );
}
