'use strict';
const rows = [...document.querySelectorAll('.apart tbody tr, .alike tbody tr, .ids li')];
const search = document.getElementById('search');
const shown = document.getElementById('shown');
const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    row.hidden = !words.every((word) => texts.get(row).includes(word));
    if (!row.hidden) count += 1;
  }
  shown.textContent = count === rows.length ? '' : `${count} of ${rows.length} shown`;
}

/** A link to a requirement opens the part of the page it is in. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.hidden = false;
  const details = target.closest('details');
  if (details) details.open = true;
  target.scrollIntoView();
}

search.addEventListener('input', filter);
document.querySelector('form.filter').addEventListener('submit', (event) => event.preventDefault());
window.addEventListener('hashchange', openTarget);
window.addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((one) => (one.open = true)));
openTarget();
