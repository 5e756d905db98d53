import { useState } from 'react';
import type { ObjectPicture, PictureLayer, PictureMark } from '../../contract';
import { useRead } from '../api/queries';
import { Loading } from '../parts/empty';
import { Problem } from '../parts/notice';
import { Shown, shownText } from '../parts/shown';

/** The image that a result was made on, with each layer of the result to be switched on and off. */
export function Picture({ params }: { params: { run: string; seq: number; n: number } }) {
  const { data, error } = useRead('traffic.picture', { params });
  if (error) return <Problem error={error} title="This picture could not be drawn" />;
  return data ? <Layered picture={data} /> : <Loading what="the picture" />;
}

export function Layered({ picture }: { picture: ObjectPicture }) {
  const { base, layers, caption, columns, rows } = picture;
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const toggle = (index: number) =>
    setHidden((before) => {
      const next = new Set(before);
      if (!next.delete(index)) next.add(index);
      return next;
    });
  return (
    <figure className="picture">
      <div className="picture-box">
        <img src={base.png} alt={shownText(base.alt)} width={columns} height={rows} />
        {layers.map(
          (layer, index) => !hidden.has(index) && <Layer key={index} layer={layer} columns={columns} rows={rows} />,
        )}
      </div>
      <figcaption>
        <Shown text={caption} />
      </figcaption>
      {layers.length > 0 && (
        <fieldset>
          <legend>Shown on the image</legend>
          {layers.map((layer, index) => (
            <label key={index} className="tick">
              <input type="checkbox" checked={!hidden.has(index)} onChange={() => toggle(index)} />
              <Shown text={layer.name} />
            </label>
          ))}
        </fieldset>
      )}
    </figure>
  );
}

function Layer({ layer, columns, rows }: { layer: PictureLayer; columns: number; rows: number }) {
  const { png, alt, marks } = layer;
  return (
    <>
      {png !== undefined && <img src={png} alt={shownText(alt)} className="layer" />}
      {marks && (
        <svg className="layer" viewBox={`0 0 ${columns} ${rows}`} role="img" aria-label={shownText(alt)}>
          {marks.map((mark, index) => (
            <Mark key={index} mark={mark} />
          ))}
        </svg>
      )}
    </>
  );
}

function Mark({ mark }: { mark: PictureMark }) {
  switch (mark.shape) {
    case 'line':
      return mark.closed ? <polygon points={mark.points} /> : <polyline points={mark.points} />;
    case 'circle':
      return <circle cx={mark.x} cy={mark.y} r={mark.radius} />;
    case 'ellipse':
      return (
        <ellipse
          cx={mark.x}
          cy={mark.y}
          rx={mark.rx}
          ry={mark.ry}
          transform={`rotate(${mark.turn} ${mark.x} ${mark.y})`}
        />
      );
    case 'text':
      return (
        <text x={mark.x} y={mark.y}>
          {shownText(mark.text)}
        </text>
      );
  }
}
