// The table behind a chart: shown on demand, copied whole.

const MOST_SHOWN = 300;

class Behind {
  constructor(element, figure) {
    this.element = element;
    this.figure = figure;
    this.grid = element.querySelector(".grid");
    this.said = element.querySelector(".said");
    element.addEventListener("toggle", () => this.open());
    element.querySelector("button").addEventListener("click", () => this.copy());
  }

  open() {
    if (!this.element.open) return;
    if (this.figure.stale) wanted(this.figure);
    else this.renew();
  }

  renew() {
    if (!this.element.open) return;
    const { rows, columns } = this.figure.content;
    const shown = rows.slice(0, MOST_SHOWN);
    this.grid.replaceChildren(tableOf(shown, columns));
    this.said.textContent = rows.length > shown.length
      ? `The first ${shown.length} of ${rows.length} rows; the copy has them all.`
      : `${rows.length} ${rows.length === 1 ? "row" : "rows"}.`;
  }

  async copy() {
    const { rows, columns } = this.figure.content;
    const done = await copied(asText(rows, columns));
    this.said.textContent = done
      ? `${rows.length} rows are copied; paste them into a sheet.`
      : "The browser does not let this page copy; select the table and copy it by hand.";
  }
}

function tableOf(rows, columns) {
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  for (const column of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = heading(column);
    if (column.unit) cell.className = "n";
    head.append(cell);
  }
  const body = element.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const column of columns) {
      const cell = line.insertCell();
      cell.textContent = exact(row[column.name], column.unit);
      if (column.unit) cell.className = "n";
    }
  }
  return element;
}

/** Rows as a spreadsheet takes them: cells parted by tabs, numbers in full. */
function asText(rows, columns) {
  const lines = rows.map((row) => columns.map((column) => plain(row[column.name])).join("\t"));
  return [columns.map(heading).join("\t"), ...lines].join("\r\n");
}

function plain(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(12)));
  // A text that a spreadsheet would run as a formula is marked as text.
  const words = String(value).replace(/[\t\r\n]+/g, " ");
  return /^[=+@-]/.test(words) ? `'${words}` : words;
}

/** Put a text on the clipboard; whether that worked. */
async function copied(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copiedByHand(words);
  }
}

function copiedByHand(words) {
  const area = document.createElement("textarea");
  area.value = words;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
