// Sorts and filters the tables that ask for it. Without it they are complete, in the order in which they were written.
'use strict';
const collator = new Intl.Collator('en', { numeric: true });
const numberOf = cell => Number(cell.replaceAll(',', ''));

for (const table of document.querySelectorAll('table[data-sortable]')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    const compare = head.classList.contains('n') ? (a, b) => numberOf(a) - numberOf(b) : collator.compare;
    button.addEventListener('click', () => {
      const descending = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      const rows = [...body.rows].map(row => [row.cells[column].textContent, row]);
      rows.sort(([a], [b]) => descending ? compare(b, a) : compare(a, b));
      body.append(...rows.map(([, row]) => row));
    });
  });
}

for (const filter of document.querySelectorAll('[data-filter]')) {
  const input = filter.querySelector('input');
  const said = filter.querySelector('[role="status"]');
  const rows = [...document.getElementById(filter.dataset.filter).tBodies[0].rows].map(row => [[...row.cells].map(cell => cell.textContent).join('\n').toLowerCase(), row]);
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const [text, row] of rows) {
      row.hidden = !words.every(word => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    said.textContent = `${shown.toLocaleString('en')} of ${rows.length.toLocaleString('en')} tracks`;
  });
  filter.hidden = false;
}
