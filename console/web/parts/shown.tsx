import { Fragment } from 'react';

/** Control characters, lone surrogates and direction marks: they could make text look like other text. */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /([\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])/;

/** Text from a product, a person or the wire, with what would be invisible shown by its code point. */
export function Shown({ text }: { text: string }) {
  const parts = text.toWellFormed().split(HIDDEN);
  return (
    <bdi>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          // The parts of one text never change places.
          <Fragment key={index}>{part}</Fragment>
        ) : (
          <span key={index} className="unseen" title="A character that cannot be seen">
            {`U+${(part.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`}
          </span>
        ),
      )}
    </bdi>
  );
}

/** As {@link Shown}, where only a string can stand: a title, a name for assistive technology. */
export function shownText(text: string): string {
  return text
    .toWellFormed()
    .split(HIDDEN)
    .map((part, index) =>
      index % 2 === 0 ? part : `[U+${(part.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .join('');
}

/** A link to what a product or a record names: followed only where it is http or https. */
export function OutsideLink({ href, children }: { href: string; children?: string }) {
  const words = <Shown text={children ?? href} />;
  return /^https?:\/\//i.test(href) ? (
    <a href={href} rel="noreferrer noopener" target="_blank">
      {words}
      <span className="hidden-words"> (opens in a new tab)</span>
    </a>
  ) : (
    words
  );
}
